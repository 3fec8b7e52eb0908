"""The pages that show people what is on the commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from slipway.local.bitbucket.app import create_app
from slipway.local.bitbucket.keys import SigningKey

if TYPE_CHECKING:
    from flask.testing import FlaskClient

KEY = SigningKey.generate()
SHA = "a" * 40
BUILD = f"/2.0/repositories/acme/shop-api/commit/{SHA}/statuses/build"
PAGE = f"/acme/shop-api/commits/{SHA}"
STATUS = {"key": "deploy", "state": "FAILED", "url": "https://example.com/1?a=1&b=2", "name": "Deploy shop"}


@pytest.fixture
def bitbucket() -> FlaskClient:
    client = create_app("http://127.0.0.1:4567", key=KEY).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer token"
    return client


def test_a_commit_shows_state_name_description_and_link(bitbucket: FlaskClient) -> None:
    bitbucket.post(BUILD, json=STATUS | {"description": "tasks failed to start"})
    page = bitbucket.get(PAGE)
    assert (page.status_code, page.content_type) == (200, "text/html; charset=utf-8")
    assert '<span class="pill FAILED">FAILED</span>' in page.text
    assert 'href="https://example.com/1?a=1&amp;b=2"' in page.text
    assert "Deploy shop" in page.text
    assert "tasks failed to start" in page.text


def test_a_status_without_a_name_shows_its_key(bitbucket: FlaskClient) -> None:
    bitbucket.post(BUILD, json=STATUS | {"name": ""})
    assert ">deploy</a>" in bitbucket.get(PAGE).text


@pytest.mark.parametrize("field", ["name", "description", "key", "refname"])
def test_everything_is_escaped(bitbucket: FlaskClient, field: str) -> None:
    bitbucket.post(BUILD, json=STATUS | {field: '<script>alert("x")</script>'})
    for path in (PAGE, "/"):
        assert "<script" not in bitbucket.get(path).text
    assert "&lt;script&gt;" in bitbucket.get(PAGE).text


@pytest.mark.parametrize(("state", "reloads"), [("INPROGRESS", 1), ("SUCCESSFUL", 0)])
def test_a_page_reloads_itself_while_something_is_in_progress(
    bitbucket: FlaskClient, state: str, reloads: int
) -> None:
    bitbucket.post(BUILD, json=STATUS | {"state": state})
    assert bitbucket.get(PAGE).text.count('http-equiv="refresh"') == reloads


def test_a_page_loads_nothing_from_elsewhere(bitbucket: FlaskClient) -> None:
    page = bitbucket.get("/")
    assert page.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_the_index_leads_to_every_commit_the_last_changed_first(bitbucket: FlaskClient) -> None:
    bitbucket.post(BUILD, json=STATUS)
    bitbucket.post(BUILD.replace(SHA, "b" * 40), json=STATUS)
    index = bitbucket.get("/").text
    assert index.index(f'href="/acme/shop-api/commits/{"b" * 40}"') < index.index(f'href="{PAGE}"')


def test_the_index_says_when_there_is_nothing_yet(bitbucket: FlaskClient) -> None:
    assert "None was seen yet." in bitbucket.get("/").text


def test_a_commit_without_builds_has_a_page_as_well(bitbucket: FlaskClient) -> None:
    assert "No builds on this commit yet." in bitbucket.get(PAGE).text


def test_a_malformed_commit_has_none(bitbucket: FlaskClient) -> None:
    assert bitbucket.get("/acme/shop-api/commits/%3Cb%3E").status_code == 404
