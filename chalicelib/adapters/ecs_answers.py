"""ECS's answers as the domain's values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.domain.deployment import TaskCounts
from chalicelib.domain.ecs import (
    EcsDeployment,
    RolloutState,
    Service,
    ServiceDeployment,
    ServiceEvent,
    StoppedTask,
    TaskDefinition,
)
from chalicelib.domain.errors import OutcomeUnknownError

if TYPE_CHECKING:
    from collections.abc import Mapping


def service(answer: Mapping[str, Any]) -> Service:
    """A controller that is absent is ECS's own."""
    return Service(
        name=answer["serviceName"],
        status=answer["status"],
        controller=answer.get("deploymentController", {}).get("type", "ECS"),
        task_definition=answer.get("taskDefinition", ""),
        deployments=tuple(deployment(one) for one in answer.get("deployments", [])),
        events=tuple(ServiceEvent(one["createdAt"], one["message"]) for one in answer.get("events", [])),
    )


def deployment(answer: Mapping[str, Any]) -> EcsDeployment:
    return EcsDeployment(
        id=answer["id"],
        primary=answer["status"] == "PRIMARY",
        task_definition=answer["taskDefinition"],
        rollout_state=RolloutState(answer.get("rolloutState", "UNKNOWN")),
        reason=answer.get("rolloutStateReason", ""),
        tasks=TaskCounts(
            desired=answer.get("desiredCount", 0),
            running=answer.get("runningCount", 0),
            pending=answer.get("pendingCount", 0),
            failed=answer.get("failedTasks", 0),
        ),
    )


def made(answer: Mapping[str, Any], task_definition: str) -> EcsDeployment:
    """The deployment that an UpdateService made: PRIMARY, of that revision."""
    shown = service(answer)
    primary = shown.primary
    if primary is None or primary.task_definition != task_definition:
        raise OutcomeUnknownError(
            f"ecs:UpdateService of {shown.name}: the answer shows no deployment of {task_definition}",
        )
    return primary


def service_deployment(answer: Mapping[str, Any]) -> ServiceDeployment:
    return ServiceDeployment(
        id=ecs_deployment_id(answer["targetServiceRevisionArn"]),
        status=answer["status"],
        reason=answer.get("statusReason", ""),
        arn=answer["serviceDeploymentArn"],
    )


def ecs_deployment_id(service_revision_arn: str) -> str:
    return f"ecs-svc/{service_revision_arn.rpartition('/')[2]}"


def task_definition(answer: Mapping[str, Any], registrable: frozenset[str]) -> TaskDefinition:
    described = answer["taskDefinition"]
    return TaskDefinition(
        arn=described["taskDefinitionArn"],
        definition={name: value for name, value in described.items() if name in registrable},
        tags={tag["key"]: tag.get("value", "") for tag in answer.get("tags", [])},
        active=described.get("status", "ACTIVE") == "ACTIVE",
    )


def stopped_task(answer: Mapping[str, Any]) -> StoppedTask:
    """The container that failed is the one to name: with an exit code that is not 0, else with a reason."""
    containers = answer.get("containers", [])
    failed = next((one for one in containers if one.get("exitCode")), None)
    failed = failed or next((one for one in containers if one.get("reason")), None)
    reason = answer.get("stoppedReason", "stopped")
    if failed is None:
        return StoppedTask(reason)
    if failed.get("reason") and failed["reason"] not in reason:
        reason = f"{reason}: {failed['reason']}"
    return StoppedTask(reason[:300], failed.get("name"), failed.get("exitCode"))
