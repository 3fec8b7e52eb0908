"""The time, as something a test can hand in."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]  # aware, in UTC


def utc_now() -> datetime:
    return datetime.now(UTC)
