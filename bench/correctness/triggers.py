"""Triggers that are repeated, late, at the same moment, or several for one image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench.correctness.endings import SAID
from bench.correctness.model import Scene, Version, verdict
from bench.deployers.model import Claim

if TYPE_CHECKING:
    from bench.deployers.model import Deployer
    from bench.images import Pushed
    from bench.results import Verdict
    from bench.subjects import Subject

TWO: Final = (Version("v2"), Version("v3"))
SLOW: Final = tuple(Version(one.word, labels={"ready_after": "8"}) for one in TWO)
THREE_TAGS: Final = (Version("v2", ("1.2.3", "1.2", "stable")),)


def _repeated(deployer: Deployer, subject: Subject, pushed: list[Pushed]) -> Verdict:
    for _ in range(2):
        deployer.start(subject, pushed[0]).wait()
        subject.settle()
    return _rollouts(subject)


def _late(deployer: Deployer, subject: Subject, pushed: list[Pushed]) -> Verdict:
    older, newer = pushed
    deployer.start(subject, newer).wait()
    subject.settle()
    outcome = deployer.start(subject, older).wait()
    subject.settle()
    if subject.runs(newer):
        return verdict(right=True, did=f"v3 still runs; of v2 {SAID[outcome.claim]}")
    return verdict(right=False, did="v2 replaced v3")


def _together(deployer: Deployer, subject: Subject, pushed: list[Pushed]) -> Verdict:
    """Each takes eight seconds to come up, so the one that is told first will hardly have."""
    older, newer = pushed
    first, second = deployer.start(subject, older), deployer.start(subject, newer)
    claims = first.wait().claim, second.wait().claim
    subject.settle()
    newest = subject.runs(newer)
    true = all(
        (claim is Claim.SUCCESS) == subject.came_up(one) for claim, one in zip(claims, pushed, strict=True)
    )
    did = f"{'v3' if newest else 'v2'} runs; of v2 {SAID[claims[0]]}, of v3 {SAID[claims[1]]}"
    return verdict(newest and true, f"{did}{'' if true else ', which is not true'}")


def _tags(deployer: Deployer, subject: Subject, pushed: list[Pushed]) -> Verdict:
    """Whoever is started per push is started three times."""
    for one in pushed:
        deployer.start(subject, one).wait()
        subject.settle()
    return _rollouts(subject)


def _rollouts(subject: Subject) -> Verdict:
    subject.world.calm()
    count = subject.updates()
    return verdict(count == 1, "one rollout" if count == 1 else f"{count} rollouts of the same image")


SCENES: Final = (
    Scene("twice", "the same trigger twice makes one rollout", _repeated),
    Scene("late", "an older push that arrives late changes nothing", _late, TWO),
    Scene("together", "of two at once the newer runs, and both are told the truth", _together, SLOW),
    Scene("tags", "three tags of one image make one rollout", _tags, THREE_TAGS),
)
