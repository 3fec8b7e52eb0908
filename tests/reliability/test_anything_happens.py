"""The state machines, run long enough to matter in `make test` and long enough to sleep well in `make soak`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from reliability.machine import AnythingHappens
from reliability.people import PeopleAsk

EXAMPLES = int(os.environ.get("SLIPWAY_EXAMPLES", "250"))
LONG_ENOUGH = settings(
    max_examples=EXAMPLES,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

TestAnythingHappens = AnythingHappens.TestCase
TestAnythingHappens.settings = LONG_ENOUGH
TestPeopleAsk = PeopleAsk.TestCase
TestPeopleAsk.settings = LONG_ENOUGH
