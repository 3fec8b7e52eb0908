"""What a case is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bench.deployers.model import Deployer
    from bench.images import Pushed
    from bench.results import Verdict
    from bench.subjects import Subject

Act: TypeAlias = "Callable[[Deployer, Subject, list[Pushed]], Verdict]"


@dataclass(frozen=True, slots=True)
class Version:
    """An image to push under tags, its commit without any; `labels` script its container."""

    word: str
    tags: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """`act` has a deployer deploy pushed images to a service that runs v1, and judges.

    `versions` are pushed before; the rest is how that service begins.
    """

    key: str
    title: str
    act: Act
    versions: tuple[Version, ...] = (Version("v2"),)
    definition: Mapping[str, Any] = field(default_factory=dict)
    pinned: bool = False
    deployment: Mapping[str, Any] | None = None
    mapping: Mapping[str, Any] = field(default_factory=dict)


def verdict(right: bool, did: str) -> Verdict:  # noqa: FBT001  the judgement is what it is about
    return {"right": right, "did": did}
