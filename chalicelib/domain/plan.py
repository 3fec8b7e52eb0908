"""What to do about a wish, decided from what ECS and ECR say. Nothing here touches anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from chalicelib.domain import refusals, taskdef
from chalicelib.domain.ecs import RolloutState
from chalicelib.domain.frozen import frozen
from chalicelib.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.ecs import EcsDeployment, Json, Service, TaskDefinition
    from chalicelib.domain.mapping import MappedService


@frozen
class Observation:
    """The world as one deployment finds it.

    `service` is None when ECS knows none of that name; `digest` is None when ECR has no such image;
    `base` is the task definition that the service runs, None when the service has none, or the one that a
    rollback leads to; `revision` was registered for this very deployment by an earlier try.
    """

    service: Service | None
    digest: str | None
    base: TaskDefinition | None
    revision: TaskDefinition | None = None


@frozen
class Register:
    """Register this as a new revision; its ARN is what the next step runs."""

    definition: Mapping[str, Json]
    tags: Mapping[str, str]


@frozen
class Update:
    """Have the service run the deployment's revision, with nothing else changed."""


Step: TypeAlias = Register | Update


@frozen
class Plan:
    """What to do, in this order, saving after each."""

    steps: tuple[Step, ...]
    revision: str | None = None


@frozen
class NoOp:
    """Nothing to do: the image already runs and is stable."""

    reason: str
    task_definition: str


@frozen
class Join:
    """Nothing to do but to follow: ECS rolls out just that already."""

    ecs: EcsDeployment


Decision: TypeAlias = Plan | NoOp | Join | Refusal


def plan(deployment: Deployment, mapped: MappedService, seen: Observation) -> Decision:
    """Decides from what was seen alone; the same input always gives the same decision."""
    service, base = seen.service, seen.base
    if service is None or base is None:
        return refusals.of_service(mapped, service)
    if service.status != "ACTIVE" or service.controller != refusals.ECS_CONTROLLER:
        return refusals.of_service(mapped, service)
    if seen.digest is None:
        return refusals.of_image(deployment, mapped)
    if base.arn == deployment.wish.revision:
        return _back_to(deployment, service, seen, base)
    return _clone(deployment, mapped, seen, base, mapped.repository.pinned(seen.digest))


def _clone(
    deployment: Deployment, mapped: MappedService, seen: Observation, base: TaskDefinition, image: str
) -> Decision:
    containers = _containers(mapped, base)
    if isinstance(containers, Refusal):
        return containers
    running = taskdef.images(base.definition)
    if not deployment.wish.force and all(running[name] == image for name in containers):
        settled = _settled(deployment, seen.service, base)
        if settled is not None:
            return settled
    return _registering(deployment, seen, base, taskdef.with_image(base.definition, containers, image))


def _back_to(deployment: Deployment, service: Service, seen: Observation, goal: TaskDefinition) -> Decision:
    """The revision itself, as it was; ECS starts none that was deregistered, so its like is registered."""
    if service.task_definition == goal.arn:
        settled = _settled(deployment, service, goal)
        if settled is not None:
            return settled
    return (
        Plan((Update(),), goal.arn) if goal.active else _registering(deployment, seen, goal, goal.definition)
    )


def _settled(deployment: Deployment, service: Service | None, runs: TaskDefinition) -> NoOp | Join | None:
    """What there is left to do for a service that is already told to run the image; None: all of it."""
    primary = service.primary if service is not None else None
    if primary is None:
        return None
    if primary.rollout_state is RolloutState.COMPLETED:
        return NoOp(f"{deployment.image} already runs and is stable", runs.arn)
    return Join(primary) if primary.rollout_state is RolloutState.IN_PROGRESS else None


def _registering(
    deployment: Deployment, seen: Observation, base: TaskDefinition, definition: Mapping[str, Json]
) -> Plan:
    if seen.revision is not None and seen.revision.definition == definition:
        return Plan((Update(),), seen.revision.arn)
    return Plan((Register(definition, taskdef.revision_tags(base, deployment)), Update()))


def _containers(mapped: MappedService, base: TaskDefinition) -> tuple[str, ...] | Refusal:
    there = taskdef.images(base.definition)
    if mapped.containers:
        unknown = [name for name in mapped.containers if name not in there]
        return refusals.of_containers(mapped, base, unknown, there) if unknown else mapped.containers
    found = taskdef.containers_of(base.definition, mapped.repository)
    return found if len(found) == 1 else refusals.of_choice(mapped, base, found)
