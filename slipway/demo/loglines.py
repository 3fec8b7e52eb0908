"""What a function logged, as a person reads it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

FRAME = ("INIT_START ", "START ", "END ", "REPORT ")
TELLING = ("service_name", "deployment", "state", "code", "reason", "fault", "exception")


def readable(lines: Iterable[str]) -> list[str]:
    """Drop Lambda's own lines and metrics, and cut structured ones down to what they tell."""
    told = [_told(line) for line in lines if line.strip() and not line.startswith(FRAME)]
    return [line for line in told if line]


def _told(line: str) -> str:
    """Return "" for a metric, and a line that is not structured as it is."""
    try:
        entry = json.loads(line)
    except ValueError:
        return line
    if not isinstance(entry, dict) or "message" not in entry:
        return "" if isinstance(entry, dict) and "_aws" in entry else line
    return _words(entry)


def _words(entry: dict[str, Any]) -> str:
    members = [f"{name}: {entry[name]}" for name in TELLING if entry.get(name)]
    return "; ".join([f"{entry.get('level', '')} {entry['message']}".strip(), *members])
