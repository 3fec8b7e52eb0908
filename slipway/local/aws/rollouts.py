# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""The ECS service scheduler: brings every service, step by step, to what its PRIMARY deployment asks for."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from ministack.core.responses import request_scope
from ministack.services import ecs

from slipway.local.aws import deployment_texts as texts
from slipway.local.aws import service_records as records
from slipway.local.aws.deployments import Deployments
from slipway.local.aws.fronts import NoFront
from slipway.local.aws.rollout_plan import RolloutState, plan
from slipway.local.aws.scheduler import Scheduler

if TYPE_CHECKING:
    from slipway.local.aws.event_bus import EventBus
    from slipway.local.aws.fronts import Front
    from slipway.local.aws.service_deployments import Book
    from slipway.local.aws.settings import Pace
    from slipway.local.aws.shapes import Json, ServiceKey


class Rollouts:
    """Whoever changes a service holds `lock` meanwhile; `poke` has the service looked at afterwards."""

    def __init__(
        self, engine: Any, bus: EventBus, book: Book, pace: Pace, front: Front | None = None
    ) -> None:
        self.lock = threading.RLock()
        self.deployments = Deployments(bus, book)
        self._engine, self._pace, self._front = engine, pace, front or NoFront()
        self._scheduler = Scheduler(self._look)

    def poke(self, key: ServiceKey, after: float = 0.0) -> None:
        self._scheduler.poke(key, after)

    def task_failed(self, task: Json) -> None:
        """A task exited by itself or could not start: counts against its deployment, delays the next start."""
        key = records.key_of_task(task)
        if key is None:
            return
        with self.lock, request_scope(key.account, key.region):
            service = records.record(key)
            mine = [
                one for one in (service or {}).get("deployments", []) if one["id"] == task["_deployment_id"]
            ]
            for deployment in mine:
                failures = deployment["_failures"] = deployment.get("_failures", 0) + 1
                if deployment["rolloutState"] == RolloutState.IN_PROGRESS:
                    deployment["failedTasks"] += 1
                    deployment["updatedAt"] = texts.now()
                pause = min(self._pace.restart * 2 ** (failures // 3), self._pace.restart_most)
                deployment["_retry_at"] = time.monotonic() + pause
        self.poke(key)

    def _look(self, key: ServiceKey) -> None:
        with self.lock, request_scope(key.account, key.region):
            service = records.record(key)
            if service is None or service["status"] != "ACTIVE" or records.primary(service).get("_frozen"):
                return
            tasks = records.live_tasks(key, service)
            records.recount(service, tasks)
            clock = records.Clock(self._pace.steady)
            self._front.sync(key, service, tasks)
            self._end_unfit(key, service, tasks)
            view = records.view(service, tasks, self._fit, clock)
            step = plan(view)
            if step.verdict:
                self.deployments.end(key, service, step.verdict)
                self.poke(key)
            self._forgive(
                service, any(task.healthy for task in view.tasks if task.deployment == view.deployment)
            )
            self._stop(key, service, [task for task in tasks if task["taskArn"] in step.stop])
            self._start(key, service, step.start)
            self.deployments.drop_drained(service, records.live_tasks(key, service))
            self._front.sync(key, service, tasks)
            self._wake(key, service, tasks, clock)

    def _forgive(self, service: Json, healthy: bool) -> None:  # noqa: FBT001 - internal
        current = records.primary(service)
        if healthy and current["rolloutState"] == RolloutState.IN_PROGRESS:
            current["failedTasks"] = current["_failures"] = 0

    def _start(self, key: ServiceKey, service: Json, count: int) -> None:
        current = records.primary(service)
        delay = current.get("_retry_at", 0.0) - time.monotonic()
        if count and delay > 0:
            self.poke(key, delay)
        elif count:
            self._run(key, service, current, count)

    def _run(self, key: ServiceKey, service: Json, current: Json, count: int) -> None:
        before = {task["taskArn"] for task in records.live_tasks(key, service)}
        ecs._run_task(
            {
                "cluster": key.cluster,
                "taskDefinition": current["taskDefinition"],
                "count": count,
                "group": key.group,
                "startedBy": current["id"],
                "launchType": service["launchType"],
                "capacityProviderStrategy": service["capacityProviderStrategy"],
                "platformVersion": service["platformVersion"],
                "networkConfiguration": service["networkConfiguration"],
                "enableExecuteCommand": service["enableExecuteCommand"],
                "_deploymentId": current["id"],
            }
        )
        tasks = records.live_tasks(key, service)
        records.recount(service, tasks)
        started = [task["taskArn"] for task in tasks if task["taskArn"] not in before]
        if started:
            texts.say_tasks(service, "started {count} {noun}", started)

    def _stop(self, key: ServiceKey, service: Json, tasks: list[Json]) -> None:
        if not tasks:
            return
        reason = f"Scaling activity initiated by (deployment {records.primary(service)['id']})"
        for task in tasks:
            self._leave(key, task, reason)
        texts.say_tasks(service, "stopped {count} running {noun}", [task["taskArn"] for task in tasks])

    def _leave(self, key: ServiceKey, task: Json, reason: str) -> None:
        task["_leaving"] = True
        timer = threading.Timer(self._pace.drain, self._end_task, (key, task, reason))
        timer.daemon = True
        timer.start()

    def _fit(self, task: Json) -> bool:
        return self._front.healthy(task) and not records.doomed(task, self._engine)

    def _end_unfit(self, key: ServiceKey, service: Json, tasks: list[Json]) -> None:
        """ECS ends a task that its load balancer calls unhealthy, and counts it as failed."""
        for task in tasks:
            verdict = None if task.get("_leaving") else self._front.unfit(service, task)
            if verdict:
                texts.say(service, verdict.event)
                self.task_failed(task)
                self._leave(key, task, verdict.reason)

    def _end_task(self, key: ServiceKey, task: Json, reason: str) -> None:
        self._front.drain(task)
        with request_scope(key.account, key.region):
            ecs._mark_task_stopped(task["taskArn"], task, reason, "ServiceSchedulerInitiated", exit_code=0)
            ecs._cleanup_task_resources(task, self._engine)

    def _wake(self, key: ServiceKey, service: Json, tasks: list[Json], clock: records.Clock) -> None:
        waits = [clock.to_steady(task) for task in tasks if task.get("startedAt")]
        waits.append(clock.to_settled(records.primary(service)))
        pending = [wait for wait in waits if wait > 0]
        if pending:
            self.poke(key, min(pending))
