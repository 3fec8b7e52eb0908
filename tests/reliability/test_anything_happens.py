"""The state machine, run long enough to matter in `make test` and long enough to sleep well in `make soak`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from reliability.machine import AnythingHappens

EXAMPLES = int(os.environ.get("SLIPWAY_EXAMPLES", "250"))

TestAnythingHappens = AnythingHappens.TestCase
TestAnythingHappens.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
