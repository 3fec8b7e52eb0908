"""How long AWS is waited for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chalicelib.adapters.aws import JITTER, READS, WRITES
from chalicelib.adapters.ecs import THROTTLE_PAUSES
from chalicelib.deployer import ENOUGH
from chalicelib.fanout import WORKERS

CHALICE = Path(__file__).parents[3] / ".chalice/config.json"


def seconds(config: Any) -> int:
    """The SDK's type of its own configuration does not know its members."""
    found: int = config.read_timeout
    return found


def test_a_write_is_waited_for_longer_than_a_read() -> None:
    """Giving up on a write leaves open whether it takes effect, and RegisterTaskDefinition cannot be taken back."""
    assert seconds(WRITES) >= 2 * seconds(READS)


def test_both_writes_of_a_rollout_fit_into_a_run_of_a_function_that_began_in_time() -> None:
    lifetime = json.loads(CHALICE.read_text())["lambda_timeout"]

    assert 2 * seconds(WRITES) + ENOUGH.total_seconds() <= lifetime


def test_a_throttled_write_is_waited_for_until_every_worker_had_its_turn() -> None:
    """ECS refills one RegisterTaskDefinition a second ("Request throttling for the Amazon ECS API")."""
    assert sum(THROTTLE_PAUSES) >= WORKERS


def test_a_throttled_write_is_given_up_before_the_function_ends() -> None:
    _, longest = JITTER

    assert sum(THROTTLE_PAUSES) * longest <= ENOUGH.total_seconds()
