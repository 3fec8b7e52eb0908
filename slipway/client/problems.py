"""Refusals as errors: `application/problem+json` (RFC 9457), and what others on the way may answer instead."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from slipway.client import members
from slipway.client.errors import ApiError, NotSlipwayError

if TYPE_CHECKING:
    from collections.abc import Mapping


def refusal(status: int, content: bytes, headers: Mapping[str, str]) -> ApiError:
    """The answer of that status as an error. API Gateway's own answers say `message` only; proxies say anything."""
    said = _object(content)
    title = members.text(said, "title") or _phrase(status)
    detail = members.text(said, "detail") or members.text(said, "message")
    if not detail:
        detail = "the answer gives no reason; is SLIPWAY_API really Slipway's address?"
    return ApiError(status, title, detail, _seconds(headers.get("Retry-After")))


def no_json(url: str) -> NotSlipwayError:
    return NotSlipwayError(
        HTTPStatus.OK,
        "Unexpected answer",
        f"{url} answered something that Slipway would not; look at SLIPWAY_API, it is the stack's PublicUrl",
    )


def date(header: str | None) -> datetime | None:
    """A date as RFC 9110 has it, such as in `Date`; None when it is absent or none."""
    try:
        at = parsedate_to_datetime(header or "")
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Refused"


def _seconds(retry_after: str | None) -> float | None:
    """`Retry-After` as RFC 9110 has it: seconds, or a date."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    at = date(retry_after)
    return None if at is None else float(math.ceil(max((at - datetime.now(UTC)).total_seconds(), 0)))
