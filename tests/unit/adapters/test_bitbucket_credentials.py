"""The three kinds of Bitbucket credential as the header that each becomes."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, cast

import pytest

from chalicelib.adapters.bitbucket_credentials import Credentials
from chalicelib.adapters.http import Http
from chalicelib.domain.errors import RefusedError, RetryableError
from fakes.web import answer, serving

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.adapters.secrets import JsonSecret

CONSUMER = {"client_id": "consumer", "client_secret": "s3cret"}


class Secret:
    """A secret in memory; `reads` tells which reads asked for it afresh."""

    def __init__(self, **content: str) -> None:
        self.content = content
        self.reads: list[bool] = []

    def read(self, *, fresh: bool = False) -> Mapping[str, str]:
        self.reads.append(fresh)
        return self.content


class Asked:
    """Where a token was asked for; answers with one that never ends."""

    def __init__(self) -> None:
        self.urls: list[str] = []

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> bytes:
        del method, headers, body
        self.urls.append(url)
        return json.dumps({"access_token": f"token {len(self.urls)}", "expires_in": 7200}).encode()


def credentials(
    secret: Secret, http: object | None = None, api: str = "https://api.bitbucket.org/2.0"
) -> Credentials:
    return Credentials(cast("JsonSecret", secret), cast("Http", http or Asked()), api)


def basic(words: str) -> str:
    return f"Basic {b64encode(words.encode()).decode()}"


@pytest.mark.parametrize(
    ("secret", "header"),
    [
        ({"token": "t"}, "Bearer t"),
        ({"email": "bot@example.com", "token": "t"}, basic("bot@example.com:t")),
        ({"email": "bot@example.com", "token": "t:ü"}, basic("bot@example.com:t:ü")),
        (CONSUMER, "Bearer token 1"),
        ({**CONSUMER, "token": "t"}, "Bearer token 1"),
    ],
)
def test_each_kind_becomes_its_header(secret: dict[str, str], header: str) -> None:
    assert credentials(Secret(**secret)).authorization() == header


def test_a_secret_of_another_shape_is_refused_by_the_names_that_it_should_have() -> None:
    with pytest.raises(RefusedError, match="client_id and client_secret") as raised:
        credentials(Secret(password="c4n4ry")).authorization()

    assert "c4n4ry" not in str(raised.value)


@pytest.mark.parametrize(
    ("api", "asked"),
    [
        ("https://api.bitbucket.org/2.0", "https://bitbucket.org/site/oauth2/access_token"),
        ("http://127.0.0.1:4567/2.0", "http://127.0.0.1:4567/site/oauth2/access_token"),
        ("https://bitbucket.example.com/2.0", "https://bitbucket.example.com/site/oauth2/access_token"),
    ],
)
def test_a_token_is_asked_for_where_the_api_s_owner_hands_them_out(api: str, asked: str) -> None:
    http = Asked()

    credentials(Secret(**CONSUMER), http, api).authorization()

    assert http.urls == [asked]


def test_a_token_is_kept_until_it_is_asked_for_afresh() -> None:
    secret = Secret(**CONSUMER)
    through = credentials(secret)

    assert [through.authorization(fresh=fresh)[-1] for fresh in (False, False, True, False)] == [*"1122"]
    assert secret.reads == [False, False, True, False]


def test_a_token_is_asked_for_with_the_consumer_s_id_and_secret_as_a_form() -> None:
    with serving(answer(200, b'{"access_token": "t", "expires_in": 7200}')) as web:
        assert credentials(Secret(**CONSUMER), Http(), web.url).authorization() == "Bearer t"

    (request,) = web.requests
    assert f"Authorization: {basic('consumer:s3cret')}\r\n".encode() in request
    assert request.endswith(b"grant_type=client_credentials")


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"{}", b'{"access_token": "t", "expires_in": "soon"}']
)
def test_a_token_s_answer_of_another_shape_is_a_passing_fault(body: bytes) -> None:
    with serving(answer(200, body)) as web, pytest.raises(RetryableError):
        credentials(Secret(**CONSUMER), Http(), web.url).authorization()
