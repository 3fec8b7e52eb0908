"""The demo where nothing can be redrawn, as in a pipeline's log."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from slipway.demo.seen import Badge

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.demo.seen import Seen
    from slipway.demo.stage import Lines

COMMIT = "b184b814052d4e6376114fd202873fbb2980b9ee"


def test_a_line_is_printed_when_something_has_changed_and_not_because_time_passes(
    lines: Lines, said: Callable[[], str], row: Callable[..., Seen]
) -> None:
    with lines.scene(COMMIT, "http://127.0.0.1:1/page") as show:
        show((row(elapsed=1.0),))
        show((row(elapsed=2.0),))
        show((row(elapsed=3.0, badge=None),))
    printed = [line.split()[0] for line in said().splitlines()]
    assert printed == ["commit", "1.0", "3.0"]


def test_the_reason_follows_the_end_once(lines: Lines, said: Callable[[], str], failed: Seen) -> None:
    with lines.scene(COMMIT, "http://127.0.0.1:1/page") as show:
        show((replace(failed, badge=Badge(("INPROGRESS",), "is rolling out")),))
        show((failed,))
        show((replace(failed, tasks=failed.tasks[:1]),))
    assert said().count("shop-worker: Bitbucket: main-b184b81… failed on demo/shop-worker") == 1


def test_nothing_printed_is_a_control_character(lines: Lines, said: Callable[[], str], failed: Seen) -> None:
    lines.headline("1 of 3", "Watch.")
    with lines.scene(COMMIT, "http://127.0.0.1:1/page") as show:
        show((failed,))
    lines.truth("it is so")
    lines.truth("it is not", holds=False)
    assert all(line.isprintable() for line in said().splitlines())
