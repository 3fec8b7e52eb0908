"""The same work for several services at once, of which no failure stops or delays the others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Item = TypeVar("Item")
Result = TypeVar("Result")

# ECS refills 5 UpdateService calls a second ("Request throttling for the Amazon ECS API"): more hands would wait.
WORKERS: Final = 8


@frozen
class Outcome(Generic[Item, Result]):
    """What became of one item: its result, or the exception that ended it."""

    item: Item
    result: Result | None
    error: Exception | None


def each(items: Sequence[Item], work: Callable[[Item], Result]) -> list[Outcome[Item, Result]]:
    """Does the work for every item and returns the outcomes in the items' order; never raises."""

    def attempt(item: Item) -> Outcome[Item, Result]:
        try:
            return Outcome(item, work(item), None)
        except Exception as error:  # noqa: BLE001  the outcome carries it; the caller decides
            return Outcome(item, None, error)

    if len(items) <= 1:
        return [attempt(item) for item in items]
    with ThreadPoolExecutor(min(WORKERS, len(items))) as pool:
        return list(pool.map(attempt, items))
