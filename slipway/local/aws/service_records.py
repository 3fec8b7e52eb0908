# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""Reads MiniStack's records of a service and its tasks, and keeps their counts as ECS reports them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import ecs

from slipway.local.aws.rollout_plan import RolloutState, ServiceView, TaskView
from slipway.local.aws.shapes import ServiceKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.local.aws.shapes import Json


@dataclass(frozen=True, slots=True)
class Clock:
    """One moment, so that what is decided at it and what is waited for from it cannot contradict each other."""

    steady: float
    """`Pace.steady`"""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def to_steady(self, task: Json) -> float:
        """Seconds until a running task may count as healthy; 0 once it may."""
        return self._left(task["startedAt"])

    def to_settled(self, deployment: Json) -> float:
        """Seconds until a deployment that has become PRIMARY may be said to be steady; 0 once it may."""
        return self._left(deployment.get("_since") or deployment["createdAt"])

    def _left(self, since: str) -> float:
        return max(0.0, self.steady - (self.now - datetime.fromisoformat(since)).total_seconds())


def key_of_request(data: Json) -> ServiceKey | None:
    """The service that a request's `cluster` and `service` name, or None if they name none."""
    cluster = ecs._resolve_cluster_name(data.get("cluster") or "default")
    reference = ecs._resolve_service_ref(data.get("service", ""))
    if cluster is None or reference is None or reference[1] not in (None, cluster):
        return None
    return ServiceKey(get_account_id(), get_region(), cluster, reference[0])


def key_of_task(task: Json) -> ServiceKey | None:
    """The service a task belongs to, or None for a task started by RunTask."""
    group = task.get("group") or ""
    if not group.startswith("service:"):
        return None
    _, _, _, region, account, rest = task["taskArn"].split(":", 5)
    return ServiceKey(account, region, rest.split("/")[1], group.removeprefix("service:"))


def record(key: ServiceKey) -> Json | None:
    service: Json | None = ecs._services.get(key.record)
    return service


def primary(service: Json) -> Json:
    found: Json = next(one for one in service["deployments"] if one["status"] == "PRIMARY")
    return found


def live_tasks(key: ServiceKey, service: Json) -> list[Json]:
    return [
        task
        for task in list(ecs._tasks.values())
        if task.get("group") == key.group
        and task["clusterArn"] == service["clusterArn"]
        and task["lastStatus"] in ecs._PRE_STOP_STATUSES
    ]


def recount(service: Json, tasks: list[Json]) -> None:
    """Counts tasks per deployment and service; whatever has not yet reached RUNNING is pending."""
    for deployment in service["deployments"]:
        mine = [task for task in tasks if task["_deployment_id"] == deployment["id"]]
        running = sum(task["lastStatus"] == "RUNNING" for task in mine)
        deployment.update(runningCount=running, pendingCount=len(mine) - running)
    service["runningCount"] = sum(task["lastStatus"] == "RUNNING" for task in tasks)
    service["pendingCount"] = len(tasks) - service["runningCount"]


def breaker(service: Json) -> Json:
    found: Json = (service.get("deploymentConfiguration") or {}).get("deploymentCircuitBreaker") or {}
    return found


def failures_allowed(service: Json) -> int | None:
    """The circuit breaker's threshold, None without one."""
    return int(ecs._circuit_breaker_threshold(service)) if breaker(service).get("enable") else None


def view(service: Json, tasks: list[Json], fit: Callable[[Json], bool], clock: Clock) -> ServiceView:
    """What `rollout_plan.plan` decides upon; `fit` tells whether a running task may count as healthy."""
    current = primary(service)
    configuration = service.get("deploymentConfiguration") or {}
    superseded = {one["id"] for one in service["deployments"] if one.get("_superseded")}
    return ServiceView(
        desired=service["desiredCount"],
        deployment=current["id"],
        state=RolloutState(current["rolloutState"]),
        tasks=tuple(_task_view(task, fit, clock, superseded) for task in tasks),
        minimum_percent=int(configuration.get("minimumHealthyPercent", 100)),
        maximum_percent=int(configuration.get("maximumPercent", 200)),
        settled=clock.to_settled(current) == 0,
        failed_tasks=current["failedTasks"],
        failures_allowed=failures_allowed(service),
    )


def doomed(task: Json, engine: Any) -> bool:
    """Whether one of the task's containers is about to exit, so that it never passes for healthy."""
    for container_id in list(task["_docker_ids"]):
        try:
            if engine.containers.get(container_id).doomed:
                return True
        except KeyError:
            return True
    return False


def _task_view(task: Json, fit: Callable[[Json], bool], clock: Clock, superseded: set[str]) -> TaskView:
    running = task["lastStatus"] == "RUNNING" and bool(
        task["startedAt"]
    )  # the second is set right after the first
    return TaskView(
        arn=task["taskArn"],
        deployment=task["_deployment_id"],
        running=running,
        healthy=running and clock.to_steady(task) == 0 and fit(task),
        leaving=task.get("_leaving", False),
        superseded=task["_deployment_id"] in superseded,
    )
