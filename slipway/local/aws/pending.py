"""What is still on its way inside the local AWS, so that nobody has to guess when all of it has arrived."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENTS, INVOCATIONS = "events", "invocations"


class Pending:
    """Counts events that were emitted and have not reached every target, and asynchronous invocations.

    An invocation is pending from the event that causes it to its end, its retries included.
    """

    def __init__(self) -> None:
        self._counts = Counter({EVENTS: 0, INVOCATIONS: 0})
        self._lock = threading.Lock()

    def began(self, kind: str) -> None:
        with self._lock:
            self._counts[kind] += 1

    @contextmanager
    def ending(self, kind: str) -> Iterator[None]:
        """What began is over after the block, whichever way it is left."""
        try:
            yield
        finally:
            with self._lock:
                self._counts[kind] -= 1

    def all(self) -> dict[str, int]:
        with self._lock:
            return dict(self._counts)
