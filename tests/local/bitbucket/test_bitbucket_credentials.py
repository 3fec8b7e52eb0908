"""Which credentials the stand-in accepts, and its OAuth tokens."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from slipway.local.bitbucket.app import create_app
from slipway.local.bitbucket.keys import SigningKey

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

KEY = SigningKey.generate()
COMMIT = f"/2.0/repositories/acme/shop-api/commit/{'a' * 40}"
GRANT = {"grant_type": "client_credentials"}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bitbucket(clock: Clock) -> FlaskClient:
    return create_app("http://127.0.0.1:4567", clock, KEY).test_client()


def basic(user: str, password: str) -> str:
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


def get(bitbucket: FlaskClient, credential: str) -> TestResponse:
    return bitbucket.get(COMMIT, headers={"Authorization": credential} if credential else {})


def token(bitbucket: FlaskClient) -> dict[str, Any]:
    answer = bitbucket.post("/site/oauth2/access_token", data=GRANT, auth=("client", "secret"))
    issued: dict[str, Any] = answer.get_json()
    return issued


@pytest.mark.parametrize("credential", ["Bearer token", basic("me@example.com", "token")])
def test_any_credential_is_accepted(bitbucket: FlaskClient, credential: str) -> None:
    assert get(bitbucket, credential).status_code == 200


@pytest.mark.parametrize(
    ("credential", "status"),
    [
        ("", 401),
        ("Bearer ", 401),
        ("Digest token", 401),
        (basic("", "token"), 401),
        (basic("me@example.com", ""), 401),
        ("Bearer revoked", 401),
        (basic("me@example.com", "revoked"), 401),
        ("Bearer oauth-never-issued-here", 401),
        ("Bearer forbidden", 403),
        (basic("me@example.com", "forbidden"), 403),
    ],
)
def test_a_credential_may_be_refused(bitbucket: FlaskClient, credential: str, status: int) -> None:
    answer = get(bitbucket, credential)
    assert answer.status_code == status
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


def test_an_oauth_token_is_good_until_it_expires(bitbucket: FlaskClient, clock: Clock) -> None:
    issued = token(bitbucket)
    assert (issued["token_type"], issued["expires_in"]) == ("bearer", 7200)
    clock.now += timedelta(seconds=7199)
    assert get(bitbucket, f"Bearer {issued['access_token']}").status_code == 200
    clock.now += timedelta(seconds=1)
    assert get(bitbucket, f"Bearer {issued['access_token']}").status_code == 401


def test_the_lifetime_of_oauth_tokens_can_be_set(bitbucket: FlaskClient, clock: Clock) -> None:
    assert bitbucket.post("/_local/oauth", json={"expires_in": 5}).get_json() == {"expires_in": 5}
    issued = token(bitbucket)
    assert issued["expires_in"] == 5
    clock.now += timedelta(seconds=5)
    assert get(bitbucket, f"Bearer {issued['access_token']}").status_code == 401


@pytest.mark.parametrize("body", [{"expires_in": -1}, {"expires_in": "5"}, {"expires": 5}])
def test_a_lifetime_that_makes_no_sense_is_refused(bitbucket: FlaskClient, body: object) -> None:
    assert bitbucket.post("/_local/oauth", json=body).status_code == 400


@pytest.mark.parametrize("auth", [None, ("client", ""), ("client", "revoked")])
def test_an_unknown_client_gets_no_token(bitbucket: FlaskClient, auth: tuple[str, str] | None) -> None:
    answer = bitbucket.post("/site/oauth2/access_token", data=GRANT, auth=auth)
    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")


def test_another_grant_type_is_refused(bitbucket: FlaskClient) -> None:
    answer = bitbucket.post("/site/oauth2/access_token", data={"grant_type": "password"}, auth=("c", "s"))
    assert (answer.status_code, answer.get_json()["error"]) == (400, "unsupported_grant_type")
