"""Success is claimed only when it is true, and every end is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench.correctness.model import Scene, Version, verdict
from bench.deployers.model import Claim
from bench.waiting import until

if TYPE_CHECKING:
    from bench.deployers.model import Deployer
    from bench.images import Pushed
    from bench.results import Verdict
    from bench.subjects import Subject

CRASHING: Final = Version("v2", labels={"exit_after": "0.05", "exit_code": "137"})
SLOW_FIRST: Final = (Version("v2", labels={"ready_after": "8"}), Version("v3"))
NO_BREAKER: Final = {"deploymentCircuitBreaker": {"enable": False, "rollback": False}}
GIVE_UP_SECONDS: Final = 60
SAID: Final = {
    Claim.SUCCESS: "said it had succeeded",
    Claim.FAILURE: "said it had failed",
    Claim.REPLACED: "said it had been replaced",
}


def _rolled_back(deployer: Deployer, subject: Subject, pushed: list[Pushed]) -> Verdict:
    outcome = deployer.start(subject, pushed[0]).wait()
    subject.settle()
    runs = "v2 is set" if subject.runs(pushed[0]) else "v1 runs again"
    return verdict(outcome.claim is Claim.FAILURE, f"{SAID[outcome.claim]}; {runs}")


def _superseded(deployer: Deployer, subject: Subject, pushed: list[Pushed]) -> Verdict:
    slow, newer = pushed
    before = subject.definition()["revision"]
    first = deployer.start(subject, slow)
    until(lambda: subject.definition()["revision"] != before, "the first rollout to begin")
    deployer.start(subject, newer).wait()
    outcome = first.wait()
    right = outcome.claim is Claim.REPLACED
    return verdict(right, f"of v2, which never came up, {SAID[outcome.claim]}")


def _never_ends(deployer: Deployer, subject: Subject, pushed: list[Pushed]) -> Verdict:
    outcome = deployer.start(subject, pushed[0], GIVE_UP_SECONDS).wait()
    return verdict(outcome.claim is Claim.FAILURE, SAID[outcome.claim])


SCENES: Final = (
    Scene("breaker", "a rollback by the circuit breaker is a failure", _rolled_back, (CRASHING,)),
    Scene("superseded", "a deployment replaced by a newer one is no success", _superseded, SLOW_FIRST),
    Scene(
        "deadline",
        "without a breaker, a rollout that never comes up fails at a deadline",
        _never_ends,
        (CRASHING,),
        deployment=NO_BREAKER,
        mapping={"deadline_minutes": 1},
    ),
)
