"""How long AWS is waited for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chalicelib.adapters.aws import READS, WRITES
from chalicelib.deployer import ENOUGH

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
