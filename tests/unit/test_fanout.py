"""The same work for several at once."""

from __future__ import annotations

import threading

import pytest

from chalicelib.fanout import WORKERS, Outcome, each


@pytest.mark.parametrize("items", [[], [1], [3, 1, 2]])
def test_outcomes_come_in_the_order_of_the_items(items: list[int]) -> None:
    assert each(items, lambda one: one * 2) == [Outcome(one, one * 2, None) for one in items]


@pytest.mark.parametrize("items", [["bad"], ["good", "bad", "fine"]])
def test_a_failure_is_an_outcome_and_stops_no_other(items: list[str]) -> None:
    broken = ValueError("bad")

    def work(item: str) -> str:
        if item == "bad":
            raise broken
        return item.upper()

    assert each(items, work) == [
        Outcome(one, None, broken) if one == "bad" else Outcome(one, one.upper(), None) for one in items
    ]


def test_the_items_are_worked_on_at_the_same_time() -> None:
    together = threading.Barrier(WORKERS, timeout=5)

    outcomes = each(range(WORKERS), lambda _: together.wait())

    assert [one.error for one in outcomes] == [None] * WORKERS


def test_more_items_than_workers_are_all_worked_on() -> None:
    assert [one.result for one in each(range(3 * WORKERS), str)] == [str(n) for n in range(3 * WORKERS)]
