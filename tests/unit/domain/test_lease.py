"""One worker at a time on one service."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.domain.lease import MARGIN, Invocation
from fakes.clock import NOON


def test_a_lease_outlives_the_invocation_by_little_more_than_clocks_differ() -> None:
    run = Invocation("run-1", NOON)

    assert run.lease_until == NOON + MARGIN
    assert timedelta() < MARGIN < timedelta(seconds=30)
