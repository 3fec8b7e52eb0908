"""One request, sent once, and every failure as ours."""

from __future__ import annotations

import socket

import pytest
import urllib3

from chalicelib.adapters.http import Http
from chalicelib.domain.errors import OutcomeUnknownError, RefusedError, RetryableError, UnauthorisedError
from fakes.web import answer, serving

MEBIBYTE = 1024 * 1024
SOON = urllib3.PoolManager(timeout=urllib3.Timeout(connect=0.2, read=0.2), retries=False)


def test_an_answer_s_body_is_returned() -> None:
    with serving(answer(201, b"made")) as web:
        assert Http().send("POST", f"{web.url}/statuses", headers={"X-One": "1"}, body=b"{}") == b"made"

    (request,) = web.requests
    assert request.startswith(b"POST /statuses HTTP/1.1\r\n")
    assert b"X-One: 1\r\n" in request
    assert request.endswith(b"\r\n\r\n{}")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with serving(answer(200, b"stolen")) as other, serving(answer(status, Location=other.url)) as web:
        with pytest.raises(RefusedError, match=str(status)):
            Http().send("GET", web.url, headers={"Authorization": "Bearer t"})

        assert other.requests == []


def test_of_a_huge_answer_no_more_than_a_mebibyte_is_read() -> None:
    with serving(answer(200, b"x" * (3 * MEBIBYTE))) as web:
        assert len(Http().send("GET", web.url, headers={})) == MEBIBYTE


def test_a_huge_refusal_is_told_in_few_words() -> None:
    body = b'{"error": {"message": "' + b"x" * MEBIBYTE + b'"}}'

    with serving(answer(400, body[:MEBIBYTE])) as web, pytest.raises(RefusedError) as raised:
        Http().send("GET", web.url, headers={})

    assert len(str(raised.value)) < 400


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"error": {"message": "No such commit"}}', "404 No such commit"),
        (b"", "404"),
        (b"<html>", "404"),
        (b'{"error": "text"}', "404"),
        (b"[" * 100_000, "404"),
        (b"\xff\xfe", "404"),
        (b'{"error": {"message": {"a": 1}}}', "404 {'a': 1}"),
    ],
    ids=["Bitbucket's", "empty", "HTML", "another shape", "deep", "no text", "no words"],
)
def test_a_refusal_quotes_bitbucket_s_own_words(body: bytes, said: str) -> None:
    with serving(answer(404, body)) as web, pytest.raises(RefusedError) as raised:
        Http().send("GET", web.url, headers={})

    assert str(raised.value) == f"GET {web.url}: {said}"


def test_a_401_is_told_apart_from_other_refusals() -> None:
    with serving(answer(401)) as web, pytest.raises(UnauthorisedError):
        Http().send("GET", web.url, headers={})


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("999999999999", 999999999),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Wed, 21 Oct 2015 07:28:00", None),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
        ("Wed, 21 Oct 2015 07:28:00 +9999", None),
        ("Wed, 21 Oct 99999 07:28:00 GMT", None),
    ],
)
@pytest.mark.parametrize(("status", "error"), [(429, RetryableError), (503, OutcomeUnknownError)])
def test_retry_after_is_seconds_or_a_date_and_nothing_else(
    status: int, error: type[RetryableError], header: str, seconds: float | None
) -> None:
    said = answer(status, Retry_After=header).decode().encode("latin-1", "replace")
    with serving(said) as web, pytest.raises(error) as raised:
        Http().send("GET", web.url, headers={})

    assert raised.value.retry_after == seconds


def test_a_server_s_error_without_the_header_asks_for_nothing() -> None:
    with serving(answer(500)) as web, pytest.raises(OutcomeUnknownError) as raised:
        Http().send("GET", web.url, headers={})

    assert raised.value.retry_after is None


@pytest.mark.parametrize(
    "said",
    [b"", b"no HTTP at all\r\n\r\n", answer(201, b"cut", Content_Length="99")],
    ids=["nothing", "no HTTP", "cut short"],
)
def test_an_answer_that_is_cut_leaves_the_outcome_unknown(said: bytes) -> None:
    with serving(said) as web, pytest.raises(OutcomeUnknownError, match="no answer"):
        Http().send("POST", web.url, headers={}, body=b"{}")

    assert len(web.requests) == 1


def test_an_answer_that_does_not_come_leaves_the_outcome_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"

        with pytest.raises(OutcomeUnknownError, match="ReadTimeoutError"):
            Http(SOON).send("GET", url, headers={})


def test_where_nobody_listens_the_request_certainly_did_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(RetryableError, match="no connection") as raised:
        Http().send("GET", f"http://127.0.0.1:{port}", headers={})

    assert not isinstance(raised.value, OutcomeUnknownError)
