"""One request to the API, sent again a bounded number of times where that cannot do it twice."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

from slipway.client.errors import TOO_MANY, ApiError
from slipway.client.problems import date, no_json, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

CONNECT_SECONDS: Final = 5
# API Gateway itself answers 504 after 29 seconds.
READ_SECONDS: Final = 35
ATTEMPTS: Final = 4
BACKOFF: Final = 0.75
# Whoever wants to be left alone for longer is not asked again.
LONGEST_WAIT: Final = 60.0
_OK: Final = range(200, 300)


def pool_for(url: str) -> urllib3.PoolManager:
    """Through the proxy that the environment names for that address, if any."""
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme)
    if proxy and not proxy_bypass(parts.hostname or ""):
        return urllib3.ProxyManager(proxy, timeout=timeout, retries=False)
    return urllib3.PoolManager(timeout=timeout, retries=False)


@dataclass(frozen=True, slots=True)
class Request:
    """`path` begins with a slash and is encoded already."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    key: str | None = None

    @property
    def repeatable(self) -> bool:
        """Whether it has no further effect when it arrives twice."""
        return self.method != "POST" or self.key is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """The JSON object, and when it was sent by the clock of whoever sent it."""

    content: dict[str, Any]
    at: datetime | None


class _NotSentError(ApiError):
    """No connection was made, so nothing can have happened."""


class _NotTrustedError(ApiError):
    """Whoever answers there cannot show that it is the API, and will not in a second either."""

    @property
    def passing(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Sender:
    """`backoff`: seconds before the second attempt; doubled before each further one."""

    url: str
    token: str = field(repr=False)
    pool: urllib3.PoolManager = field(repr=False)
    backoff: float = BACKOFF
    sleep: Callable[[float], None] = time.sleep

    def send(self, request: Request, attempts: int = ATTEMPTS) -> Answer:
        """Raises ApiError."""
        for attempt in range(attempts - 1):
            try:
                return self._once(request)
            except ApiError as error:
                wait = self.backoff * 2**attempt if error.retry_after is None else error.retry_after
                if wait > LONGEST_WAIT or not _may_go_again(request, error):
                    raise
                self.sleep(wait)
        return self._once(request)

    def _once(self, request: Request) -> Answer:
        body = None if request.body is None else json.dumps(request.body).encode()
        try:
            # Redirects are not followed: the token is for this address alone.
            answer = self.pool.request(
                request.method,
                f"{self.url}{request.path}",
                headers=self._headers(request),
                body=body,
                redirect=False,
            )
        except (ConnectTimeoutError, NewConnectionError) as error:
            raise _NotSentError(None, "Not reached", self._unreached(error)) from error
        except SSLError as error:
            raise _NotTrustedError(
                None, "Not trusted", f"{self.url} shows no certificate to trust: {error}"
            ) from error
        except (HTTPError, OSError) as error:
            raise ApiError(None, "No answer", self._unreached(error)) from error
        if answer.status not in _OK:
            raise refusal(answer.status, answer.data, answer.headers)
        return Answer(self._object(answer.data), date(answer.headers.get("Date")))

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Accept": "application/json",
            "User-Agent": "slipway",
        }
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        return headers if request.key is None else {**headers, "Idempotency-Key": request.key}

    def _object(self, content: bytes) -> dict[str, Any]:
        try:
            found = json.loads(content)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise no_json(self.url)
        return found

    def _unreached(self, error: Exception) -> str:
        return (
            f"no answer came from {self.url} ({type(error).__name__}); "
            "look at SLIPWAY_API and at the network, then try again"
        )


def _may_go_again(request: Request, error: ApiError) -> bool:
    """After 429, and without a connection, nothing was done; else it takes a request that may arrive twice."""
    if not error.passing:
        return False
    return request.repeatable or error.status == TOO_MANY or isinstance(error, _NotSentError)
