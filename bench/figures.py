"""One figure that was measured several times."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Sequence


class Figure(TypedDict):
    """Of how many samples, their median, the lowest and the highest."""

    samples: int
    median: float
    low: float
    high: float


def figure(values: Sequence[float]) -> Figure:
    """Sum the samples up, of which there is at least one."""
    return {"samples": len(values), "median": median(values), "low": min(values), "high": max(values)}


def number(value: float) -> str:
    """Three significant digits, or the whole number."""
    if value == int(value):
        return f"{int(value):,}"
    if abs(value) >= 100:  # noqa: PLR2004  then all digits before the point are kept
        return f"{value:,.0f}"
    return f"{value:.3g}"


def shown(of: Figure, scale: float = 1.0) -> str:
    """`median (low-high)`, or one number where nothing varied."""
    low, mid, high = (number(one * scale) for one in (of["low"], of["median"], of["high"]))
    return mid if low == high else f"{mid} ({low}–{high})"  # noqa: RUF001  the typographer's dash of a range
