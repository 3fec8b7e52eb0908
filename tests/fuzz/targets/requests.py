"""Whole requests of every operation: lines with a name, a query, a key and an ETag, then a body; never our fault."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from chalicelib.api.operations import OPERATIONS
from chalicelib.domain.mapped_service import BadgeVisibility
from front import ID, Front
from fuzz.replies import REFUSALS, assert_reply

STATUSES = {200, 202, 304, *REFUSALS}
LINES = 4


def check(data: bytes) -> None:
    lines = data.split(b"\n", LINES)
    name, query, key, known, body = (lines + [b""] * LINES)[: LINES + 1]
    front = Front()
    front.desk.show_badge(BadgeVisibility.PUBLIC)
    more: dict[str, Any] = {
        "query": parse_qs(_text(query), keep_blank_values=True, max_num_fields=100),
        "headers": {"idempotency-key": _text(key), "if-none-match": _text(known)},
    }
    for path in ({"name": _text(name), "id": _text(name)}, {"name": "web", "id": ID}):
        for operation in OPERATIONS:
            reply = front.ask(operation.route.id, body, path=path, **more)
            assert_reply(reply, STATUSES)
        for suffix in ("", ".svg", ".json"):
            assert_reply(front.badge(path["name"] + suffix, **more), STATUSES)
    for level, _, said in front.telemetry.lines:
        assert level == "info", said


def _text(line: bytes) -> str:
    """API Gateway hands over text."""
    return line.decode("utf-8", "replace")
