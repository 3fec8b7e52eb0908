from __future__ import annotations

import pytest

from slipway.client.errors import NotSetUpError
from slipway.client.keys import key_for
from slipway.client.setup import address, token

STEP = {"BITBUCKET_PIPELINE_UUID": "{p}", "BITBUCKET_STEP_UUID": "{s}"}
BODY = {"tag": "v2"}


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://deploy.example.com", "https://deploy.example.com"),
        (" https://deploy.example.com/api/ ", "https://deploy.example.com/api"),
        ("http://127.0.0.1:4566/api", "http://127.0.0.1:4566/api"),
        ("http://localhost:4566", "http://localhost:4566"),
        ("http://api.localhost", "http://api.localhost"),
        ("http://[::1]:80", "http://[::1]:80"),
    ],
)
def test_an_address_is_taken_without_the_slash_at_its_end(given: str, url: str) -> None:
    assert address(given) == url


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (None, "set SLIPWAY_API, or give --api"),
        (" ", "set SLIPWAY_API, or give --api"),
        ("deploy.example.com", "is no address"),
        ("ftp://deploy.example.com", "is no address"),
        ("https://", "is no address"),
        ("https://[", "is no address"),
        ("https://a:b@deploy.example.com", "is no address"),
        ("https://deploy.example.com?x=1", "is no address"),
        ("https://deploy.example.com:port", "is no address"),
        ("http://deploy.example.com", "in the clear; write https://"),
    ],
)
def test_an_address_that_cannot_be_is_refused_with_what_to_do(given: str | None, says: str) -> None:
    with pytest.raises(NotSetUpError, match=says):
        address(given)


def test_an_operators_token_comes_before_the_steps() -> None:
    assert token({"SLIPWAY_TOKEN": "a\n", "BITBUCKET_STEP_OIDC_TOKEN": "b"}) == "a"
    assert token({"SLIPWAY_TOKEN": "", "BITBUCKET_STEP_OIDC_TOKEN": "b"}) == "b"


def test_without_a_token_it_is_said_how_to_get_one() -> None:
    with pytest.raises(NotSetUpError, match=r"SLIPWAY_TOKEN.*slipway operators add.*oidc: audiences"):
        token({})


@pytest.mark.parametrize("bad", ["two words", "two\nlines", "schlüssel"])
def test_a_token_that_no_header_carries_is_refused_without_being_shown(bad: str) -> None:
    with pytest.raises(NotSetUpError, match="SLIPWAY_TOKEN is no token") as caught:
        token({"SLIPWAY_TOKEN": bad})
    assert bad not in str(caught.value)


def test_in_a_pipeline_the_key_is_the_same_for_the_same_request_of_a_step() -> None:
    assert key_for(STEP, "shop-api", BODY) == key_for(dict(STEP), "shop-api", dict(BODY))


@pytest.mark.parametrize(
    ("environment", "service", "body"),
    [
        ({**STEP, "BITBUCKET_PIPELINE_UUID": "{q}"}, "shop-api", BODY),
        ({**STEP, "BITBUCKET_STEP_UUID": "{t}"}, "shop-api", BODY),
        ({**STEP, "BITBUCKET_STEP_RUN_NUMBER": "2"}, "shop-api", BODY),
        (STEP, "shop-web", BODY),
        (STEP, "shop-api", {**BODY, "force": True}),
    ],
)
def test_another_step_run_service_or_body_has_another_key(
    environment: dict[str, str], service: str, body: dict[str, object]
) -> None:
    assert key_for(environment, service, body) != key_for(STEP, "shop-api", BODY)


@pytest.mark.parametrize("environment", [{}, {"BITBUCKET_STEP_UUID": "{s}"}])
def test_elsewhere_every_request_has_a_key_of_its_own(environment: dict[str, str]) -> None:
    assert key_for(environment, "shop-api", BODY) != key_for(environment, "shop-api", BODY)
