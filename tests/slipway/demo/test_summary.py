"""The table at the end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from slipway.demo.acts import ACTS
from slipway.demo.play import Played
from slipway.demo.summary import calls, summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.demo.seen import Seen

COMMIT = "b184b814052d4e6376114fd202873fbb2980b9ee"


@pytest.mark.parametrize("width", [80, 120])
def test_every_act_has_a_whole_line(width: int, failed: Seen, printed: Callable[..., str]) -> None:
    operations = ("DescribeServices", "DescribeTaskDefinition", "RegisterTaskDefinition", "UpdateService")
    seen = (failed, replace(failed, elapsed=12.0))
    shown = printed(summary([Played(act, COMMIT, "http://page", seen, operations) for act in ACTS]), width)
    assert "…" not in shown
    assert max(map(len, shown.splitlines())) <= width
    for act in ACTS:
        line = next(one for one in shown.splitlines() if act.title.partition(": ")[2] in one)
        assert act.outcome in line
        assert line.split()[-7:] == ["✗", "FAILED", "123.4", "s", "2", "+", "2"]


def test_reads_and_writes_are_counted_apart() -> None:
    assert calls(["DescribeServices", "ListTasks", "UpdateService"]) == "2 + 1"
