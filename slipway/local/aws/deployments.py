"""The deployments of a service: how they begin, end, roll back and disappear, and who is told."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from slipway.local.aws import deployment_texts as texts
from slipway.local.aws import service_records as records
from slipway.local.aws.rollout_plan import RolloutState
from slipway.local.aws.service_deployments import Status, revision_arn

if TYPE_CHECKING:
    from slipway.local.aws.event_bus import EventBus
    from slipway.local.aws.service_deployments import Book
    from slipway.local.aws.shapes import Json, ServiceKey


def new(task_definition: str, desired: int, status: str = "PRIMARY") -> Json:
    """A deployment as it begins. Its number is that of its service revision, as in practice on AWS."""
    number = 10**18 + secrets.randbelow(9 * 10**18)
    now = texts.now()
    deployment: Json = {
        "id": f"ecs-svc/{number}",
        "status": status,
        "taskDefinition": task_definition,
        "desiredCount": desired,
        "pendingCount": 0,
        "runningCount": 0,
        "failedTasks": 0,
        "createdAt": now,
        "updatedAt": now,
        "rolloutState": RolloutState.IN_PROGRESS.value,
    }
    return deployment | {"rolloutStateReason": texts.in_progress(deployment)}


class Deployments:
    """Changes MiniStack's records of deployments; the caller holds the lock and the request's scope."""

    def __init__(self, bus: EventBus, book: Book) -> None:
        self._bus, self._book = bus, book

    def begin(self, key: ServiceKey, service: Json) -> None:
        """A PRIMARY deployment has just been put before the others."""
        current = records.primary(service)
        current["rolloutStateReason"] = texts.in_progress(current)
        for other in service["deployments"]:
            if other is not current and not other.get("_good"):
                other.update(_superseded=True, desiredCount=0)
        self._book.open(key, service, current, records.failures_allowed(service))
        self._announce(service, current, "IN_PROGRESS")

    def end(self, key: ServiceKey, service: Json, verdict: RolloutState) -> None:
        """The PRIMARY deployment has completed, or its circuit breaker has tripped."""
        if verdict is RolloutState.COMPLETED:
            self._complete(key, service)
        else:
            wanted = records.breaker(service).get("rollback") and not records.primary(service).get("_good")
            back = self._good(service) if wanted else None
            self.fail(key, service, texts.FAILED, back)

    def fail(self, key: ServiceKey, service: Json, why: str, back: Json | None) -> None:
        """The PRIMARY deployment has failed; `back` becomes PRIMARY again."""
        current, entry = records.primary(service), self._book.under_way(key)
        self._set(current, RolloutState.FAILED, why, desiredCount=0)
        tripped = why == texts.FAILED
        end = "failed: tasks failed to start" if tripped else "stopped by user"
        texts.say(service, f"(deployment {current['id']}) deployment {end}.")
        self._announce(service, current, "FAILED")
        if entry and tripped:
            entry.tripped = True
        if back is None:
            wanted = tripped and records.breaker(service).get("rollback")
            rolling = entry is not None and entry.rollback is not None
            status = Status.ROLLBACK_FAILED if wanted or rolling else Status.STOPPED
            if entry:
                entry.move(status, why)
            return
        cause = "ECS deployment circuit breaker" if tripped else "Service deployment stopped by user"
        reason = texts.rolling_back(back, cause)
        current["status"] = "ACTIVE"
        self._set(back, RolloutState.IN_PROGRESS, reason, desiredCount=service["desiredCount"])
        back.update(status="PRIMARY", failedTasks=0, _failures=0, _since=back["updatedAt"])
        service["taskDefinition"] = back["taskDefinition"]
        service["deployments"].sort(key=lambda one: one is not back)
        texts.say(service, f"rolling back to deployment {back['id']}.")
        if entry:
            entry.roll_back(Status.ROLLBACK_IN_PROGRESS, revision_arn(service, back["id"]), why)
        self._announce(service, back, "IN_PROGRESS")

    def stop(self, key: ServiceKey, service: Json, *, roll_back: bool) -> None:
        """StopServiceDeployment: back to the last completed deployment, or as things are."""
        back = self._good(service) if roll_back else None
        if not roll_back:
            records.primary(service)["_frozen"] = True
        self.fail(key, service, texts.STOPPED_BY_USER, back)

    def drop_drained(self, service: Json, tasks: list[Json]) -> None:
        """Takes deployments without tasks off the list, once they are of no more use."""
        busy = {task["_deployment_id"] for task in tasks}
        done = records.primary(service)["rolloutState"] == RolloutState.COMPLETED
        service["deployments"] = [
            one
            for one in service["deployments"]
            if one["status"] == "PRIMARY"
            or one["id"] in busy
            or (not done and (one.get("_good") or one["rolloutState"] == RolloutState.FAILED))
        ]

    def _good(self, service: Json) -> Json | None:
        """The newest deployment before the PRIMARY one that has ever completed."""
        return next(
            (one for one in service["deployments"] if one.get("_good") and one["status"] != "PRIMARY"), None
        )

    def _complete(self, key: ServiceKey, service: Json) -> None:
        current, entry = records.primary(service), self._book.under_way(key)
        self._set(current, RolloutState.COMPLETED, texts.completed(current))
        current["_good"] = True
        texts.say(service, f"(deployment {current['id']}) deployment completed.")
        texts.say(service, "has reached a steady state.")
        if entry:
            entry.move(Status.ROLLBACK_SUCCESSFUL if entry.rollback else Status.SUCCESSFUL)
        self._announce(service, current, "COMPLETED")

    def _set(self, deployment: Json, state: RolloutState, reason: str, **more: int) -> None:
        deployment.update(rolloutState=state.value, rolloutStateReason=reason, updatedAt=texts.now(), **more)

    def _announce(self, service: Json, deployment: Json, name: str) -> None:
        detail = texts.deployment_state_change(service, deployment, name)
        self._bus.emit("aws.ecs", "ECS Deployment State Change", detail, [service["serviceArn"]])
