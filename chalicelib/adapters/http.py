"""HTTP to Bitbucket: three seconds to connect, three to answer, and every failure as ours."""

from __future__ import annotations

import json
from dataclasses import field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from chalicelib.domain.errors import OutcomeUnknownError, RefusedError, RetryableError, UnauthorisedError
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_ANSWER: Final = 1024 * 1024
_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500
_UNAUTHORISED: Final = 401
_OK: Final = range(200, 300)


@frozen
class Http:
    """Sends one request, once: the caller owes a second try to a table, not to a loop."""

    pool: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=3, read=3), retries=False
        ),
    )

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> bytes:
        """The answer's body (at most 1 MiB) of a 2xx.

        Raises UnauthorisedError for 401, RetryableError for 429 and when no connection was made,
        OutcomeUnknownError for 5xx and when no answer came, RefusedError for everything else.
        """
        try:
            with self.pool.request(
                method, url, headers=headers, body=body, redirect=False, preload_content=False
            ) as answer:
                content = answer.read(_MAX_ANSWER)
        except (ConnectTimeoutError, NewConnectionError) as error:
            raise RetryableError(f"{method} {url}: no connection ({type(error).__name__})") from None
        except (HTTPError, OSError) as error:
            raise OutcomeUnknownError(f"{method} {url}: no answer ({type(error).__name__})") from None
        if answer.status in _OK:
            return content
        said = f"{method} {url}: {answer.status} {_message(content)}".rstrip()
        if answer.status == _UNAUTHORISED:
            raise UnauthorisedError(said)
        if answer.status == _TOO_MANY:
            raise RetryableError(said, retry_after=_seconds(answer.headers.get("Retry-After")))
        if answer.status >= _SERVER_ERROR:
            raise OutcomeUnknownError(said, retry_after=_seconds(answer.headers.get("Retry-After")))
        raise RefusedError(said)


def _message(content: bytes) -> str:
    """Bitbucket's own words: `{"error": {"message": …}}`."""
    try:
        return str(json.loads(content)["error"]["message"])[:200].encode(errors="replace").decode()
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _seconds(retry_after: str | None) -> float | None:
    """`Retry-After` as RFC 9110 has it: seconds, or a date."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        at = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return None
    if at.tzinfo is None:
        return None
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
