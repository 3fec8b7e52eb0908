"""The two acts of the demo with real containers, and what is claimed of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from slipway.demo.containers.building import Version
from slipway.demo.containers.traffic import Traffic
from slipway.demo.containers.watch import watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.demo.containers.meter import Moment
    from slipway.demo.containers.site import Site
    from slipway.demo.stage import Stage

FIRST, GOOD, BROKEN = Version("v1"), Version("v2"), Version("v3", health="broken")


class UntrueError(Exception):
    """A claim did not hold."""


@dataclass(frozen=True, slots=True)
class Claim:
    """`seen` reads from an act's moments what has to equal `expected`."""

    says: str
    expected: object
    seen: Callable[[list[Moment]], object]


@dataclass(frozen=True, slots=True)
class Act:
    title: str
    sentence: str
    plays: Version
    claims: tuple[Claim, ...]


def _no_failures() -> Claim:
    return Claim("no request failed", (), lambda moments: moments[-1].counted.failures)


def _told(*states: str) -> Claim:
    return Claim(
        f"the commit was told {', then '.join(states)}",
        states,
        lambda moments: moments[-1].row.badge.states if moments[-1].row.badge else (),
    )


def _answered(words: str, *expected: str) -> Claim:
    """`expected`: the versions of each phase, such as "v1 v2"."""
    phases = tuple(frozenset(one.split()) for one in expected)
    return Claim(words, phases, lambda moments: moments[-1].counted.phases)


ACTS = (
    Act(
        title="1 of 2: a rollout one can curl",
        sentence="Version 2 is built and pushed. Its containers start beside those of version 1, take their share of "
        "the requests once their health checks pass, and are left alone once version 1 has answered what it had.",
        plays=GOOD,
        claims=(
            _answered("v1 answered, then both, then v2 alone", "v1", "v1 v2", "v2"),
            _no_failures(),
            _told("INPROGRESS", "SUCCESSFUL"),
        ),
    ),
    Act(
        title="2 of 2: a version that starts but is not healthy",
        sentence="Version 3 starts and runs, but its health check answers 404. It never gets a request; ECS gives up, "
        "rolls back, and the commit turns red.",
        plays=BROKEN,
        claims=(
            _answered("v2 alone answered all along", "v2"),
            _no_failures(),
            _told("INPROGRESS", "FAILED"),
        ),
    ),
)


def play(act: Act, site: Site, stage: Stage) -> list[Moment]:
    """Raise UntrueError or NotOverError when it does not go as it must."""
    stage.headline(act.title, act.sentence)
    with Traffic(site.url) as traffic:
        site.push(act.plays)
        moments = watch(site, traffic, act.plays.commit, stage.note)
    for claim in act.claims:
        found = claim.seen(moments)
        if found != claim.expected:
            raise UntrueError(f"Not so: {claim.says}. Expected {claim.expected}, seen {found}.")
        stage.truth(claim.says)
    return moments
