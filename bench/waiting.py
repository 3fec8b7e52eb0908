"""The one place where the benchmark waits."""

from __future__ import annotations

import time
from threading import Event
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Found = TypeVar("Found")
_PAUSE: Final = Event()  # never set: between two looks


class NotInTimeError(Exception):
    """Something that was waited for did not come; the message says what."""


def until(look: Callable[[], Found | None], what: str, within: float = 60.0, pause: float = 0.05) -> Found:
    """Return what `look` gives as soon as it is true; times are in seconds.

    Raises:
        NotInTimeError: it was not so in time.

    """
    deadline = time.monotonic() + within
    while not (found := look()):
        if time.monotonic() > deadline:
            raise NotInTimeError(f"{what}: not within {within:.0f} s; last seen {str(found)[:300]}")
        _PAUSE.wait(pause)
    return found
