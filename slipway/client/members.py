"""Members of the API's JSON objects: unknown ones are ignored, absent ones tolerated where that does no harm."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


class UnexpectedAnswerError(ValueError):
    """An answer lacks what cannot be done without."""


def needed(of: dict[str, Any], name: str) -> str:
    """A text that has to be there. Raises UnexpectedAnswerError."""
    value = of.get(name)
    if not isinstance(value, str) or not value:
        raise UnexpectedAnswerError(f"`{name}` is missing")
    return _one_line(value)


def text(of: dict[str, Any], name: str) -> str:
    value = of.get(name)
    return _one_line(value) if isinstance(value, str) else ""


def text_or_none(of: dict[str, Any], name: str) -> str | None:
    return text(of, name) or None


def number(of: dict[str, Any], name: str) -> int:
    value = of.get(name)
    return value if isinstance(value, int) else 0


def instant(of: dict[str, Any], name: str) -> datetime | None:
    """An ISO 8601 time, in UTC; None when it is absent or no time."""
    try:
        at = datetime.fromisoformat(text(of, name))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def object_or_none(of: dict[str, Any], name: str) -> dict[str, Any] | None:
    value = of.get(name)
    return value if isinstance(value, dict) else None


def objects(of: dict[str, Any], name: str) -> tuple[dict[str, Any], ...]:
    value = of.get(name)
    return tuple(one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _one_line(value: str) -> str:
    """Nothing that an answer says may move the cursor or begin a line of a log."""
    return "".join(one if one.isprintable() else " " for one in value)
