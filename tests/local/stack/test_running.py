"""The local stack as tests and the demo use it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from slipway.local.stack.running import running_stack
from slipway.local.stack.wanted import Wanted

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("local-stack")


def test_it_runs_for_as_long_as_the_block_lasts(mapping: Path) -> None:
    steps: list[str] = []
    wanted = Wanted(mapping=mapping, region="us-west-2", account="210987654321")
    with running_stack(wanted, steps.append) as stack:
        assert stack.client("sts").get_caller_identity()["Account"] == "210987654321"
        assert stack.client("dynamodb").list_tables()["TableNames"] == [stack.table]
        assert stack.client("sqs").get_queue_attributes(QueueUrl=stack.dead_letters)
        assert json.loads(stack.ready_line())["region"] == "us-west-2"
        assert stack.operator_token not in repr(stack)
        client = stack.client("sts")
    with pytest.raises(Exception, match="Could not connect"):
        client.get_caller_identity()
    assert len(steps) == 4
