"""Looks at ECS and ECR through the deployer's own adapters and has its own plan decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from chalicelib.domain.deployment import Deployment, Order, Origin, Wish
from chalicelib.domain.plan import Observation, plan
from slipway.planning.choosing import choose

if TYPE_CHECKING:
    from chalicelib.domain.ecs import Service, TaskDefinition
    from chalicelib.domain.mapping import MappedService
    from chalicelib.domain.plan import Decision
    from chalicelib.ports import Ecs, ImageRegistry
    from slipway.planning.choosing import Chosen

# A deployment gets its id when it is asked for: what is planned has none yet.
NO_ID: Final = "(its own id)"
_UNKNOWN: Final = f"sha256:{'0' * 64}"


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be done. `base` is what the service runs now, None when there is no such thing."""

    mapped: MappedService
    chosen: Chosen
    deployment: Deployment
    base: TaskDefinition | None
    decision: Decision

    @property
    def digest(self) -> str | None:
        """None when ECR has no such image."""
        digest = self.deployment.digest
        return None if digest == _UNKNOWN else digest


def preview(
    mapped: MappedService, ecs: Ecs, registry: ImageRegistry, *, tag: str | None, digest: str | None
) -> Preview:
    """Reads only. Raises SlipwayError when AWS does not answer, or when there is no image to choose."""
    target = mapped.target
    chosen = choose(mapped, registry, tag, digest)
    service = ecs.services([target]).get(target)
    base = _base(mapped, ecs, service)
    image = registry.resolve(mapped.repository, chosen.tag, chosen.digest)
    deployment = _deployment(mapped, chosen, image.digest if image else chosen.digest or _UNKNOWN)
    if image is not None and base is not None and deployment.commit is None and mapped.bitbucket is not None:
        deployment = replace(deployment, commit=registry.revision_label(image, base.architecture))
    seen = Observation(service, image.digest if image else None, base)
    return Preview(mapped, chosen, deployment, base, plan(deployment, mapped, seen))


def _base(mapped: MappedService, ecs: Ecs, service: Service | None) -> TaskDefinition | None:
    if service is None or not service.task_definition:
        return None
    return ecs.task_definition(mapped.target, service.task_definition)


def _deployment(mapped: MappedService, chosen: Chosen, digest: str) -> Deployment:
    now = datetime.now(UTC)
    version = mapped.policy.version(chosen.tag) if chosen.tag is not None else None
    wish = Wish(
        id=NO_ID,
        service=mapped.name,
        tag=chosen.tag,
        order=Order(now, digest, version),
        origin=Origin.REQUEST,
        requested_by="slipway plan",
        commit=mapped.policy.commit(chosen.tag) if chosen.tag is not None else None,
    )
    return Deployment.requested(wish, now)
