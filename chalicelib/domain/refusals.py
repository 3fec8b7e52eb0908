"""Why a deployment cannot be: each refusal says what to do first. Nothing was registered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Collection

    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.ecs import Service, TaskDefinition
    from chalicelib.domain.mapping import MappedService

ECS_CONTROLLER: Final = "ECS"


@frozen
class Refusal:
    """A human is needed first; nothing was registered."""

    reason: str


def of_service(mapped: MappedService, service: Service | None) -> Refusal:
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


def of_image(deployment: Deployment, mapped: MappedService) -> Refusal:
    wish = deployment.wish
    image = f"{mapped.repository.name}:{wish.tag}" if wish.tag else f"{mapped.repository.name}@{wish.digest}"
    return Refusal(f"ECR has no image {image} any more; push it again")


def of_containers(
    mapped: MappedService, base: TaskDefinition, unknown: Collection[str], there: Collection[str]
) -> Refusal:
    return Refusal(
        f"{base.arn} has no container {_names(unknown)}, only {_names(there)}; "
        f"correct `ecs.container` of {mapped.name} in the mapping",
    )


def of_choice(mapped: MappedService, base: TaskDefinition, found: Collection[str]) -> Refusal:
    what = f"containers {_names(found)} all run" if found else "no container runs"
    return Refusal(
        f"{what} an image of {mapped.repository.uri} in {base.arn}; "
        f"name the one to change as `ecs.container` of {mapped.name} in the mapping",
    )


def _names(names: Collection[str]) -> str:
    return ", ".join(names) or "none"
