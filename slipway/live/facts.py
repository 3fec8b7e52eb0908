"""What the account was seen to have, as plain values for the judges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.domain.ecs import Service, TaskDefinition
    from chalicelib.domain.image import Repository
    from chalicelib.domain.mapping import Home, Target
    from slipway.live.findings import Unseen

# Region, role, external id: all that decides whose ECS is asked, and where.
Place: TypeAlias = "tuple[str, str | None, str | None]"


@dataclass(frozen=True, slots=True)
class Shown:
    """A service, and how ECS itself notices that a rollout of it cannot come up."""

    service: Service
    breaker: bool
    rolls_back: bool
    alarms: bool


@dataclass(frozen=True, slots=True)
class Forwarding:
    """Whether a region's events reach the deployer's bus: ECR's pushes, ECS's deployments."""

    pushes: bool
    deployments: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """None is what is not there, `Unseen` what could not be looked at.

    `clusters` gives the status; `repositories` the tag mutability; `forwarding` is of the home account's other
    regions.
    """

    home: Home
    clusters: Mapping[tuple[Place, str], str | Unseen | None]
    services: Mapping[Target, Shown | Unseen | None]
    definitions: Mapping[Target, TaskDefinition | Unseen]
    repositories: Mapping[Repository, str | Unseen | None]
    forwarding: Mapping[str, Forwarding | Unseen]


def place_of(target: Target) -> Place:
    return (target.region, target.role_arn, target.external_id)
