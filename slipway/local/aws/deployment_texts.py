"""The words in which ECS says how a deployment goes: rolloutStateReason, events of the service, events on the bus."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from slipway.local.aws.shapes import Json

FAILED = "ECS deployment circuit breaker: tasks failed to start."
STOPPED_BY_USER = "Service deployment stopped by user."


def in_progress(deployment: Json) -> str:
    return f"ECS deployment {deployment['id']} in progress."


def completed(deployment: Json) -> str:
    return f"ECS deployment {deployment['id']} completed."


def rolling_back(deployment: Json, why: str = "ECS deployment circuit breaker") -> str:
    return f"{why}: rolling back to deploymentId {deployment['id']}."


def say(service: Json, message: str) -> None:
    """Adds one message to the service's `events`, newest first, as many as ECS keeps."""
    event = {
        "id": str(uuid.uuid4()),
        "createdAt": now(),
        "message": f"(service {service['serviceName']}) {message}",
    }
    service["events"].insert(0, event)
    del service["events"][100:]


def say_tasks(service: Json, what: str, task_arns: Iterable[str]) -> None:
    """E.g. "(service web) has started 2 tasks: (task 1f...) (task 2e...)."."""
    names = [f"(task {arn.rsplit('/', 1)[-1]})" for arn in task_arns]
    noun = "tasks" if len(names) > 1 else "task"
    say(service, f"has {what.format(count=len(names), noun=noun)}: {' '.join(names)}.")


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def deployment_state_change(service: Json, deployment: Json, name: str) -> Json:
    """The detail of an `ECS Deployment State Change` event; `name` without its SERVICE_DEPLOYMENT_."""
    return {
        "eventType": "ERROR" if name == "FAILED" else "INFO",
        "eventName": f"SERVICE_DEPLOYMENT_{name}",
        "clusterArn": service["clusterArn"],
        "deploymentId": deployment["id"],
        "updatedAt": deployment["updatedAt"],
        "reason": deployment["rolloutStateReason"],
    }
