"""Slipway: EventBridge delivers the event of the push, the commit's status says how it went."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bench.deployers.model import Claim, Outcome
from bench.waiting import until
from bench.world import moment

if TYPE_CHECKING:
    from bench.images import Pushed
    from bench.subjects import Subject
    from bench.world import World

SECONDS: Final = 240.0
CLAIMS: Final = {"SUCCESSFUL": Claim.SUCCESS, "FAILED": Claim.FAILURE, "STOPPED": Claim.REPLACED}


@dataclass(frozen=True, slots=True)
class Slipway:
    """The mapping says when it gives up."""

    world: World
    key: str = "slipway"
    label: str = "Slipway"

    @property
    def principals(self) -> tuple[str, ...]:
        return self.world.own

    def start(self, subject: Subject, pushed: Pushed, at_most: float | None = None) -> _Event:
        del at_most
        began = time.time()
        self.world.aws("POST", "events", pushed.event)
        return _Event(self.world, subject.bitbucket, pushed.commit, began)


@dataclass(frozen=True, slots=True)
class _Event:
    world: World
    repository: str
    commit: str
    began: float

    def drop(self) -> None:
        self.wait()

    def wait(self) -> Outcome:
        last = until(self._decided, f"an end on {self.repository} {self.commit[:7]}", within=SECONDS)
        return Outcome(CLAIMS[last["state"]], moment(last["at"]), last["description"])

    def _decided(self) -> dict[str, Any] | None:
        changes = self.world.changes(self.repository, self.commit)
        return changes[-1] if changes and changes[-1]["state"] in CLAIMS else None
