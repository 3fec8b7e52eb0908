"""The one place where a test waits: for a condition, with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event
from typing import Final, TypeVar

T = TypeVar("T")
_PAUSE: Final = Event()  # never set: between two looks


def eventually(look: Callable[[], T], what: str = "it", within: float = 60.0) -> T:
    """What `look` gives as soon as it is true; fails when it is not so within that many seconds."""
    deadline = time.monotonic() + within
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"{what}: not within {within} s; last seen {found!r}"
        _PAUSE.wait(0.03)
