"""How a figure that was measured several times is summed up and shown."""

from __future__ import annotations

import pytest

from bench.figures import figure, number, shown


def test_a_figure_is_the_median_with_the_lowest_and_the_highest() -> None:
    assert figure([3.0, 1.0, 2.0, 9.0]) == {"samples": 4, "median": 2.5, "low": 1.0, "high": 9.0}


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (4.0, "4"), (12345.0, "12,345"), (1234.5, "1,234"), (12.345, "12.3"), (0.012345, "0.0123")],
)
def test_a_number_has_three_digits_that_mean_something(value: float, text: str) -> None:
    assert number(value) == text


def test_what_never_varied_is_shown_as_one_number() -> None:
    assert shown(figure([4, 4, 4])) == "4"


def test_what_varied_is_shown_with_its_range() -> None:
    assert shown(figure([0.1, 0.2, 0.35]), scale=1000) == "200 (100\N{EN DASH}350)"
