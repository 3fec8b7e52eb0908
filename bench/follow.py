"""What following a rollout costs, and how soon after its end the result is known."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bench.deployers.process import RIVALS
from bench.deployers.slipway import Slipway
from bench.figures import figure
from bench.speed import UPDATE
from bench.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.deployers.model import Claim, Deployer
    from bench.figures import Figure
    from bench.images import Pushed
    from bench.results import Follow
    from bench.world import World

SERVICE: Final = "follow-slipway"


@dataclass(frozen=True, slots=True)
class _Seen:
    """Of one rollout; `late` is when its result was claimed, in seconds from its end."""

    lasted: float
    during: int
    after: int
    total: int
    claim: Claim
    late: float


def follow(world: World, rollouts: Sequence[float]) -> tuple[Figure, list[Follow]]:
    """Have everybody deploy at once, each its own service, for each of these lengths in seconds."""
    deployers: list[Deployer] = [Slipway(world), *RIVALS]
    subjects = [Subject(world, f"follow-{one.key}") for one in deployers]
    world.switch("image_pushed", on=False)
    images: list[list[Pushed]] = []
    for subject in subjects:
        subject.begin()
        images.append(
            [subject.push(f"v{at + 2}", ready_after=f"{one}")[0] for at, one in enumerate(rollouts)]
        )
    world.switch("image_pushed", on=True)
    seen: dict[str, list[_Seen]] = {one.label: [] for one in deployers}
    for number in range(len(rollouts)):
        world.forget_calls()
        with ThreadPoolExecutor(len(deployers)) as pool:
            found = pool.map(_watch, deployers, subjects, [each[number] for each in images])
            for deployer, one in zip(deployers, found, strict=True):
                seen[deployer.label].append(one)
    lasted = figure([one.lasted for several in seen.values() for one in several])
    return lasted, [_told(label, several) for label, several in seen.items()]


def _watch(deployer: Deployer, subject: Subject, pushed: Pushed) -> _Seen:
    outcome = deployer.start(subject, pushed).wait()
    subject.settle()
    ended = subject.rollout()["updatedAt"].timestamp()
    mine = subject.world.calls(*deployer.principals)
    began = next(one.at for one in mine if one.name == UPDATE)
    return _Seen(
        lasted=ended - began,
        during=sum(began < one.at <= ended for one in mine if one.service == "ecs"),
        after=sum(one.at > ended for one in mine if one.service == "ecs"),
        total=len(mine),
        claim=outcome.claim,
        late=outcome.claimed_at - ended,
    )


def _told(label: str, seen: Sequence[_Seen]) -> Follow:
    late = [one.late for one in seen if one.late >= 0]
    early = [-one.late for one in seen if one.late < 0]
    return {
        "label": label,
        "during": figure([one.during for one in seen]),
        "after": figure([one.after for one in seen]),
        "total": figure([one.total for one in seen]),
        "claims": sorted({one.claim.value for one in seen}),
        "late": figure(late) if late else None,
        "before": figure(early) if early else None,
    }
