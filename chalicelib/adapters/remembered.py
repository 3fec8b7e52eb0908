"""What was read elsewhere, and when it is read again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from chalicelib.domain.errors import RetryableError, SlipwayError
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from chalicelib.ports import Clock, Telemetry

Value = TypeVar("Value")
Found = TypeVar("Found")


@frozen
class Pace:
    """`fresh`: how long it is used unasked. `bridged`: how long at most, while it cannot be read anew.

    `cooldown`: how long after one try the next may come, whoever asks; `retry`, while there is nothing to bridge
    with.
    """

    fresh: timedelta
    bridged: timedelta
    cooldown: timedelta
    retry: timedelta = timedelta(seconds=5)


class Remembered(Generic[Value]):
    """`read` gives the value or raises a SlipwayError; the value is kept for this process alone."""

    def __init__(self, read: Callable[[], Value], pace: Pace, clock: Clock, telemetry: Telemetry) -> None:
        self._read = read
        self._pace = pace
        self._clock = clock
        self._telemetry = telemetry
        self._value: Value | None = None
        self._read_at: datetime | None = None
        self._next: datetime | None = None
        self._failed = "nothing was read yet"

    def find(self, look: Callable[[Value], Found | None]) -> Found | None:
        """What `look` finds in the value; it is read anew first when it is not fresh, or has no such thing.

        Raises RetryableError when there is no value to look into.
        """
        value = self._within(self._pace.fresh)
        if value is not None and (found := look(value)) is not None:
            return found
        self._ask()
        value = self._within(self._pace.bridged)
        if value is None:
            raise RetryableError(self._failed)
        return look(value)

    def _within(self, age: timedelta) -> Value | None:
        if self._read_at is None or self._clock.now() - self._read_at >= age:
            return None
        return self._value

    def _ask(self) -> None:
        if self._next is not None and self._clock.now() < self._next:
            return
        try:
            self._value = self._read()
            self._read_at = self._clock.now()
        except SlipwayError as failed:
            self._failed = str(failed)
            self._telemetry.warning("what is remembered could not be read anew", why=self._failed)
        bridged = self._within(self._pace.bridged) is not None
        self._next = self._clock.now() + (self._pace.cooldown if bridged else self._pace.retry)
