# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""What stands in front of a service's tasks: nothing, or a load balancer that checks them and drains them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from ministack.services import alb, ecs

from slipway.local.balancer.health import Check, State

if TYPE_CHECKING:
    from slipway.local.aws.engine import Engine
    from slipway.local.aws.settings import Pace
    from slipway.local.aws.shapes import Json, ServiceKey
    from slipway.local.balancer.balancer import Balancer


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a task is ended: as the service's event has it, and as the task's stoppedReason."""

    event: str
    reason: str


class Front(Protocol):
    """`sync` is told of all tasks of a service that have not stopped, whenever something may have changed."""

    def sync(self, key: ServiceKey, service: Json, tasks: list[Json]) -> None: ...
    def healthy(self, task: Json) -> bool: ...
    def unfit(self, service: Json, task: Json) -> Unfit | None: ...
    def drain(self, task: Json) -> None: ...


class NoFront:
    """Every task that runs is healthy: nothing listens in a stand-in."""

    def sync(self, key: ServiceKey, service: Json, tasks: list[Json]) -> None:  # noqa: ARG002 - as in Front
        ecs._sync_service_targets(key.cluster, service)

    def healthy(self, task: Json) -> bool:  # noqa: ARG002 - as in Front
        return True

    def unfit(self, service: Json, task: Json) -> None:
        """Never."""

    def drain(self, task: Json) -> None:
        """No request is under way."""


class BalancedFront:
    """Puts a service's tasks behind the balancer: by its first target group, else by its first published port."""

    def __init__(self, engine: Engine, balancer: Balancer, pace: Pace) -> None:
        self._engine, self._balancer, self._pace = engine, balancer, pace

    def sync(self, key: ServiceKey, service: Json, tasks: list[Json]) -> None:
        name = key.record
        here = {task["taskArn"]: task for task in tasks}
        for gone in self._balancer.targets(name) - here.keys():
            self._balancer.forget(name, gone, 0)  # its containers have ended
        for arn, task in here.items():
            if task.get("_leaving"):
                self._balancer.withdraw(name, arn)
            elif task["lastStatus"] == "RUNNING":
                self._put(name, service, task)

    def healthy(self, task: Json) -> bool:
        """A task that publishes no port has nobody to check it."""
        if "_front" not in task:
            return False
        health = self._balancer.health(task["_front"], task["taskArn"]) if task["_front"] else None
        return not task["_front"] or (health is not None and health.state is State.HEALTHY)

    def unfit(self, service: Json, task: Json) -> Unfit | None:
        group, name = target_group(service), task.get("_front")
        health = self._balancer.health(name, task["taskArn"]) if name and group else None
        if health is None or health.state is not State.UNHEALTHY or self._in_grace(service, task):
            return None
        where = f"(target-group {group['TargetGroupArn']})" if group else ""
        short = task["taskArn"].rsplit("/", 1)[-1]
        return Unfit(
            f"(task {short}) (port {_port(service, task)}) is unhealthy in {where} due to (reason {health.reason})",
            f"Task failed ELB health checks in {where}",
        )

    def drain(self, task: Json) -> None:
        """No new requests; those under way have the target group's deregistration delay."""
        name = task.get("_front")
        if name:
            self._balancer.withdraw(name, task["taskArn"])
            self._balancer.forget(name, task["taskArn"], task["_front_delay"])

    def _put(self, name: str, service: Json, task: Json) -> None:
        port = _port(service, task)
        address = self._address(task, port)
        group = target_group(service)
        task["_front"] = name if address else ""
        if address:
            task["_front_delay"] = self._pace.check * deregistration_delay(group)
            self._balancer.add(name, task["taskArn"], address, self._check(group))

    def _address(self, task: Json, port: int | None) -> tuple[str, int] | None:
        for container_id in list(task["_docker_ids"]) if port else ():
            try:
                found = self._engine.containers.get(container_id).address(port)
            except KeyError:
                continue
            if found:
                host, there = found
                return host, there
        return None

    def _check(self, group: Json | None) -> Check:
        """Without a target group a task is served as soon as it answers whatever it likes."""
        if group is None or not group["HealthCheckEnabled"]:
            return Check(interval=self._pace.check, healthy_after=1, matcher="100-599")
        return Check(
            path=group["HealthCheckPath"],
            interval=group["HealthCheckIntervalSeconds"] * self._pace.check,
            timeout=float(group["HealthCheckTimeoutSeconds"]),
            healthy_after=group["HealthyThresholdCount"],
            unhealthy_after=group["UnhealthyThresholdCount"],
            matcher=group["Matcher"]["HttpCode"],
        )

    def _in_grace(self, service: Json, task: Json) -> bool:
        grace = (service.get("healthCheckGracePeriodSeconds") or 0) * self._pace.check
        began = datetime.fromisoformat(task["startedAt"])
        return (datetime.now(UTC) - began).total_seconds() < grace


def target_group(service: Json) -> Json | None:
    """The record of the service's first target group."""
    for one in service.get("loadBalancers") or ():
        found: Json | None = alb._tgs.get(one.get("targetGroupArn"))
        if found is not None:
            return found
    return None


def deregistration_delay(group: Json | None) -> float:
    """In seconds of AWS's; its default is 300."""
    attributes: list[dict[str, Any]] = alb._tg_attrs.get(group["TargetGroupArn"], []) if group else []
    found = [one["Value"] for one in attributes if one["Key"] == "deregistration_delay.timeout_seconds"]
    return float(found[0]) if found else 300.0


def _port(service: Json, task: Json) -> int | None:
    """The port inside that requests go to."""
    for one in service.get("loadBalancers") or ():
        return int(one["containerPort"])
    definition = ecs._task_defs[ecs._resolve_td_key(task["taskDefinitionArn"])]
    for container in definition["containerDefinitions"]:
        for mapping in container.get("portMappings") or ():
            return int(mapping["containerPort"])
    return None
