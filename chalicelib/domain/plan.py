"""What to do about a wish, decided from what ECS and ECR say. Nothing here touches anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from chalicelib.domain import taskdef
from chalicelib.domain.ecs import RolloutState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.ecs import Json, Service, TaskDefinition
    from chalicelib.domain.mapping import MappedService

ECS_CONTROLLER: Final = "ECS"


@dataclass(frozen=True, slots=True)
class Observation:
    """The world as one deployment finds it.

    `service` is None when ECS knows none of that name; `digest` is None when ECR has no such image;
    `base` is the task definition that the service runs, None when the service has none; `revision` was
    registered for this very deployment by an earlier try.
    """

    service: Service | None
    digest: str | None
    base: TaskDefinition | None
    revision: TaskDefinition | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """Register this as a new revision; its ARN is what the next step runs."""

    definition: Mapping[str, Json]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Update:
    """Have the service run the deployment's revision, with nothing else changed."""


Step: TypeAlias = Register | Update


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, in this order, saving after each."""

    steps: tuple[Step, ...]
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class NoOp:
    """Nothing to do: the image already runs and is stable."""

    reason: str
    task_definition: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A human is needed first; nothing was registered."""

    reason: str


Decision: TypeAlias = Plan | NoOp | Refusal


def plan(deployment: Deployment, mapped: MappedService, seen: Observation) -> Decision:
    """Decides from what was seen alone; the same input always gives the same decision."""
    service = seen.service
    if service is None or seen.base is None:
        return _refuse_service(mapped, service)
    if service.status != "ACTIVE" or service.controller != ECS_CONTROLLER:
        return _refuse_service(mapped, service)
    if seen.digest is None:
        return _refuse_image(deployment, mapped)
    containers = _containers(mapped, seen.base)
    if isinstance(containers, Refusal):
        return containers
    image = mapped.repository.pinned(seen.digest)
    if _runs_already(service, seen.base, containers, image):
        return NoOp(f"{deployment.image} already runs and is stable", seen.base.arn)
    definition = taskdef.with_image(seen.base.definition, containers, image)
    if seen.revision is not None and seen.revision.definition == definition:
        return Plan((Update(),), seen.revision.arn)
    return Plan((Register(definition, taskdef.revision_tags(seen.base, deployment)), Update()))


def _runs_already(service: Service, base: TaskDefinition, containers: tuple[str, ...], image: str) -> bool:
    running = taskdef.images(base.definition)
    primary = service.primary
    stable = primary is not None and primary.rollout_state is RolloutState.COMPLETED
    return stable and all(running[name] == image for name in containers)


def _containers(mapped: MappedService, base: TaskDefinition) -> tuple[str, ...] | Refusal:
    there = taskdef.images(base.definition)
    if mapped.containers:
        unknown = [name for name in mapped.containers if name not in there]
        if unknown:
            return Refusal(
                f"{base.arn} has no container {_names(unknown)}, only {_names(there)}; "
                f"correct `ecs.container` of {mapped.name} in the mapping",
            )
        return mapped.containers
    found = taskdef.containers_of(base.definition, mapped.repository)
    if len(found) == 1:
        return found
    what = f"containers {_names(found)} all run" if found else "no container runs"
    return Refusal(
        f"{what} an image of {mapped.repository.uri} in {base.arn}; "
        f"name the one to change as `ecs.container` of {mapped.name} in the mapping",
    )


def _refuse_service(mapped: MappedService, service: Service | None) -> Refusal:
    target = f"{mapped.target.cluster}/{mapped.target.service}"
    if service is None:
        why = "does not exist; create it, or correct `ecs` in the mapping"
    elif service.status != "ACTIVE":
        why = f"is {service.status}; deploy again once it is ACTIVE"
    elif service.controller != ECS_CONTROLLER:
        why = (
            f"has the deployment controller {service.controller}, which rolls out by itself; "
            "only services with the controller ECS can be deployed"
        )
    else:
        why = "runs no task definition; give it one first"
    return Refusal(f"ECS service {target} {why}")


def _refuse_image(deployment: Deployment, mapped: MappedService) -> Refusal:
    wish = deployment.wish
    image = f"{mapped.repository.name}:{wish.tag}" if wish.tag else f"{mapped.repository.name}@{wish.digest}"
    return Refusal(f"ECR has no image {image} any more; push it again")


def _names(names: Collection[str]) -> str:
    return ", ".join(names) or "none"
