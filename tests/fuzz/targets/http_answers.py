"""Whatever bytes a server answers: the body of a 2xx, or one of the domain's errors."""

from __future__ import annotations

from chalicelib.adapters.http import Http
from chalicelib.domain.errors import RefusedError, RetryableError, UnauthorisedError
from fuzz.canned import answering
from fuzz.printable import assert_sayable

URL = "http://bitbucket.test/2.0"
MEBIBYTE = 1024 * 1024


def check(data: bytes) -> None:
    try:
        body = Http(answering([data])).send(
            "POST", URL, headers={"Authorization": "Bearer t0k3n"}, body=b"{}"
        )
    except (RetryableError, RefusedError, UnauthorisedError) as error:
        _judge(error)
    else:
        assert isinstance(body, bytes)
        assert len(body) <= MEBIBYTE


def _judge(error: RetryableError | RefusedError | UnauthorisedError) -> None:
    assert_sayable(str(error))
    assert "t0k3n" not in str(error)
    if isinstance(error, RetryableError):
        assert error.retry_after is None or error.retry_after >= 0
