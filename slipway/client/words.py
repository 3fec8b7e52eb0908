"""States, times and numbers as people read them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from slipway.client.answers import Deployment, Tasks

# Each state has a symbol of its own kind too: colours do not reach every eye, nor every log.
LOOKS: Final = {
    "requested": ("○", "blue"),
    "deploying": ("●", "blue"),
    "held": ("‖", "yellow"),
    "succeeded": ("✓", "green"),
    "unchanged": ("=", "green"),
    "failed": ("✗", "red"),
    "timed_out": ("✗", "red"),
    "refused": ("✗", "red"),
    "superseded": ("»", "bright_black"),
    "stopped": ("■", "bright_black"),
}
_UNKNOWN: Final = ("?", "magenta")
_MINUTE: Final = 60
_STEPS: Final = ((86400, "d"), (3600, "h"), (_MINUTE, "min"))


def look(state: str) -> tuple[str, str]:
    """Symbol and colour."""
    return LOOKS.get(state, _UNKNOWN)


def state_text(state: str | None) -> str:
    """Like "✓ succeeded"; "-" of a service that never had a deployment."""
    return f"{look(state)[0]} {state}" if state else "-"


def duration(seconds: float) -> str:
    """Like "3 s", "2 min 5 s" or "1 h 10 min"."""
    whole = max(int(seconds), 0)
    if whole < _MINUTE:
        return f"{whole} s"
    minutes, rest = divmod(whole, _MINUTE)
    if minutes < _MINUTE:
        return f"{minutes} min {rest} s"
    return f"{minutes // _MINUTE} h {minutes % _MINUTE} min"


def ago(at: datetime, now: datetime) -> str:
    """Like "5 min ago", in the largest unit that fits."""
    seconds = int((now - at).total_seconds())
    for size, unit in _STEPS:
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return "just now"


def exact(at: datetime) -> str:
    """UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def when(at: datetime | None, now: datetime) -> str:
    """Relative and exact."""
    return f"{ago(at, now)} ({exact(at)})" if at else "-"


def tasks_text(tasks: Tasks | None) -> str:
    """Like "1/2 tasks running, 1 starting"; empty when ECS said nothing yet."""
    if tasks is None:
        return ""
    more = "".join(
        f", {count} {word}"
        for count, word in ((tasks.pending, "starting"), (tasks.failed, "failed"))
        if count
    )
    return f"{tasks.running}/{tasks.desired} tasks running{more}"


def verdict(deployment: Deployment) -> str:
    """One line: "✓ shop-api v2: succeeded: all tasks run"."""
    symbol, _ = look(deployment.state)
    reason = f": {deployment.reason}" if deployment.reason else ""
    return f"{symbol} {deployment.service} {deployment.image}: {deployment.state}{reason}"
