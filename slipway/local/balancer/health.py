"""When a target counts as healthy: the rules of a target group's health checks, without any network.

Source: Elastic Load Balancing, "Health checks for Application Load Balancer target groups". One difference: there a
new target has to pass a single check; here it has to pass as many as any other, so that one lucky answer is no proof.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """A target's state, as DescribeTargetHealth names it."""

    INITIAL = "initial"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"


@dataclass(frozen=True, slots=True)
class Check:
    """What is asked, how often, and what counts; seconds as they pass here."""

    path: str = "/"
    interval: float = 1.0
    timeout: float = 2.0
    healthy_after: int = 2
    unhealthy_after: int = 2
    matcher: str = "200"
    """Status codes that pass, as a target group's Matcher: "200", "200,204" or "200-299"."""

    def passes(self, status: int) -> bool:
        return any(_within(status, part) for part in self.matcher.split(","))


@dataclass(slots=True)
class Health:
    """Counts checks in a row; `reason` says, in ELB's words, why the last one failed."""

    check: Check
    state: State = State.INITIAL
    reason: str = ""
    _passed: int = field(default=0)
    _failed: int = field(default=0)

    def answered(self, status: int) -> bool:
        """Whether the state has changed by an answer of this status."""
        if not self.check.passes(status):
            return self._fail(f"Health checks failed with these codes: [{status}]")
        self._passed, self._failed, self.reason = self._passed + 1, 0, ""
        return self._passed >= self.check.healthy_after and self._becomes(State.HEALTHY)

    def timed_out(self) -> bool:
        """Whether the state has changed by a check without an answer in time."""
        return self._fail("Request timed out")

    def refused(self) -> bool:
        """Whether the state has changed by a check that found nobody listening."""
        return self._fail("Health checks failed")

    def _fail(self, reason: str) -> bool:
        self._passed, self._failed, self.reason = 0, self._failed + 1, reason
        return self._failed >= self.check.unhealthy_after and self._becomes(State.UNHEALTHY)

    def _becomes(self, state: State) -> bool:
        changed, self.state = self.state is not state, state
        return changed


def _within(status: int, part: str) -> bool:
    low, _, high = part.strip().partition("-")
    return int(low) <= status <= int(high or low)
