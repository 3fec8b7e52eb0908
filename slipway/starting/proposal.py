"""Which of the services could be mapped, and how; and why the others could not. Nothing here asks anybody."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain import taskdef
from chalicelib.domain.image import ImageReference, Registry, Repository
from chalicelib.domain.mapped_service import TaskGrant
from chalicelib.domain.refusals import ECS_CONTROLLER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chalicelib.domain.ecs import TaskDefinition
    from chalicelib.domain.mapping import Home, Target
    from slipway.starting.survey import Running, Survey

_LONGEST_NAME: Final = 63


@dataclass(frozen=True, slots=True)
class Proposed:
    """One service for the mapping. `running` are the image references that its containers have now.

    `tasks` are the family and the roles of what it runs: with both named, the policies need not ask ECS.
    """

    name: str
    target: Target
    repository: Repository
    containers: tuple[str, ...]
    running: tuple[str, ...]
    tasks: TaskGrant


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One ECS service that was not mapped, and why."""

    target: Target
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """In the order of clusters and names."""

    services: tuple[Proposed, ...]
    left_out: tuple[LeftOut, ...]


def propose(survey: Survey, home: Home) -> Proposal:
    """The same account always gives the same proposal."""
    judged = [_judge(one, survey, home) for one in survey.running]
    services = [one for one in judged if isinstance(one, Proposed)]
    return Proposal(tuple(_named(services)), tuple(one for one in judged if isinstance(one, LeftOut)))


def _judge(running: Running, survey: Survey, home: Home) -> Proposed | LeftOut:
    service, target = running.service, running.target
    if service.status != "ACTIVE":
        return LeftOut(target, f"it is {service.status}")
    if service.controller != ECS_CONTROLLER:
        return LeftOut(
            target, f"its deployment controller is {service.controller}, which rolls out by itself"
        )
    if running.definition is None:
        return LeftOut(target, running.unseen)
    found = _by_repository(running.definition)
    repository = _chosen(found, running)
    if repository is None:
        return LeftOut(target, _why_none(found, running.definition))
    own = repository.registry == Registry.of(home.account, home.region)
    if own and repository.name not in survey.repositories:
        return LeftOut(target, f"ECR has no repository {repository.name} any more")
    images = taskdef.images(running.definition.definition)
    containers = found[repository]
    return Proposed(
        target.service,
        target,
        repository,
        containers,
        tuple(images[name] for name in containers),
        TaskGrant(running.definition.family, running.definition.roles),
    )


def _by_repository(definition: TaskDefinition) -> dict[Repository, tuple[str, ...]]:
    """ECR repository -> the containers that run an image of it."""
    found: dict[Repository, tuple[str, ...]] = {}
    for name, image in taskdef.images(definition.definition).items():
        repository = _repository(image)
        if repository is not None:
            found[repository] = (*found.get(repository, ()), name)
    return found


def _repository(image: str) -> Repository | None:
    try:
        host, _, name = ImageReference.parse(image).repository_uri.partition("/")
        return Repository(Registry.parse(host), name)
    except ValueError:
        return None


def _chosen(found: dict[Repository, tuple[str, ...]], running: Running) -> Repository | None:
    """The only one, else the only one that is named like the service or whose container is."""
    if len(found) == 1:
        return next(iter(found))
    name = running.target.service
    alike = [
        one
        for one, containers in found.items()
        if name in (*containers, one.name, one.name.replace("/", "-"), one.name.rpartition("/")[2])
    ]
    return alike[0] if len(alike) == 1 else None


def _why_none(found: dict[Repository, tuple[str, ...]], definition: TaskDefinition) -> str:
    if not found:
        images = ", ".join(taskdef.images(definition.definition).values())
        return f"none of its images is from ECR: {images}"
    names = ", ".join(f"{one.name} (container {', '.join(at)})" for one, at in found.items())
    return f"its containers run images of several repositories: {names}; map the one that you build by hand"


def _named(services: list[Proposed]) -> Iterable[Proposed]:
    """Each by its ECS service's name, with the cluster's behind it where two would have the same."""
    plain = [_slug(one.target.service) for one in services]
    taken: set[str] = set()
    for one, name in zip(services, plain, strict=True):
        wanted = name if plain.count(name) == 1 else _slug(f"{one.target.service}-{one.target.cluster}")
        free = _free(wanted, taken)
        taken.add(free)
        yield replace(one, name=free)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_LONGEST_NAME].rstrip("-") or "service"


def _free(wanted: str, taken: set[str]) -> str:
    number, name = 2, wanted
    while name in taken:
        name = f"{wanted[: _LONGEST_NAME - 4]}-{number}"
        number += 1
    return name
