"""How a rollout stands, judged by our own ECS deployment id alone.

Success is claimed only when *our* deployment COMPLETED with *our* task definition: a stable service proves
nothing, since a rollback is stable too. Source: Amazon ECS API reference, `Deployment` and `ServiceDeployment`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

from chalicelib.domain.ecs import RolloutState
from chalicelib.domain.frozen import frozen
from chalicelib.domain.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.ecs import EcsDeployment, Service, ServiceDeployment

# ListServiceDeployments shows a new deployment a moment late, and reading at once can still give the one before.
SETTLING: Final = timedelta(minutes=1)


@frozen
class Rolling:
    """Under way; `said` is what ECS last said about it."""

    said: str


@frozen
class Ended:
    """ECS has decided."""

    state: State
    reason: str


@frozen
class Unclear:
    """The service no longer shows our deployment: its service deployments must be asked."""


Verdict: TypeAlias = Rolling | Ended | Unclear


def judge(deployment: Deployment, service: Service | None) -> Verdict:
    """From the service's own `deployments[]`; `service` is None when ECS knows it no more."""
    if service is None or service.status == "INACTIVE":
        return Ended(State.FAILED, "the ECS service was deleted while it rolled out")
    ours = service.deployment(deployment.ecs_deployment)
    if ours is None:
        return Unclear()
    if ours.rollout_state is RolloutState.FAILED:
        return Ended(State.FAILED, ours.reason or "ECS reports the deployment as FAILED")
    if ours.rollout_state is RolloutState.COMPLETED and ours.task_definition == deployment.task_definition:
        return Ended(State.SUCCEEDED, f"{ours.tasks.running} tasks run {deployment.image}")
    if not ours.primary:
        return Unclear()
    return Rolling(last_said(service, ours))


def judge_by_history(
    deployment: Deployment, service: Service | None, history: Sequence[ServiceDeployment], now: datetime
) -> Rolling | Ended:
    """From ListServiceDeployments, which remembers what the service has dropped.

    STOPPED means that a newer service deployment took our place, or that somebody stopped it.
    """
    ours = next((one for one in history if one.id == deployment.ecs_deployment), None)
    if ours is None:
        young = now - deployment.updated_at < SETTLING
        return Rolling("ECS does not show the deployment yet") if young else _replaced(service)
    match ours.status:
        case "SUCCESSFUL":
            return Ended(State.SUCCEEDED, ours.reason or f"ECS completed the rollout of {deployment.image}")
        case "ROLLBACK_REQUESTED" | "ROLLBACK_IN_PROGRESS" | "ROLLBACK_SUCCESSFUL" | "ROLLBACK_FAILED":
            return Ended(State.FAILED, ours.reason or "ECS rolled the deployment back")
        case "STOPPED":
            return _replaced(service)
        case _:
            return Rolling(ours.reason or f"ECS reports the service deployment as {ours.status}")


def _replaced(service: Service | None) -> Ended:
    now = service.task_definition.rpartition("/")[2] if service is not None else "nothing"
    return Ended(State.SUPERSEDED, f"replaced outside Slipway: the service now runs {now}")


def last_said(service: Service, ours: EcsDeployment) -> str:
    """What to tell a person who waits: the service's newest message, and the counts of our tasks."""
    tasks = ours.tasks
    counts = f"{tasks.running} of {tasks.desired} tasks run, {tasks.pending} start, {tasks.failed} failed"
    newest = service.events[0].message if service.events else ours.reason
    return f"{counts}; ECS last said: {newest}" if newest else counts
