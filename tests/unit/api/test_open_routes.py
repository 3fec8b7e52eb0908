"""Badges, which are shown to whoever may see them, and the API's own description."""

from __future__ import annotations

import json

import pytest

from chalicelib.api.exchange import Reply
from chalicelib.domain.badge_token import token
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.lifecycle import State
from chalicelib.domain.mapped_service import BadgeVisibility
from described import must_be_as_described
from front import BASE, KEY, Front, detail

FILES = {"web.svg": "badge_svg", "web.json": "badge_json"}
TOKEN = token(KEY, "web")


def front(
    visibility: BadgeVisibility = BadgeVisibility.PUBLIC, state: State | None = State.SUCCEEDED
) -> Front:
    made = Front()
    made.desk.show_badge(visibility, state)
    return made


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("state", [*State, None])
def test_a_public_badge_is_shown_to_everybody(file: str, state: State | None) -> None:
    shown = front(state=state)
    reply = shown.badge(file)

    must_be_as_described(FILES[file], reply)
    assert reply.status == 200
    assert "web" in reply.body
    assert shown.key_asked == 0


def test_a_badge_is_an_image_or_what_shields_draws_one_from() -> None:
    svg, endpoint = front().badge("web.svg"), front().badge("web.json")

    assert svg.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert svg.body.startswith("<svg")
    assert json.loads(endpoint.body)["schemaVersion"] == 1
    assert "v2" in svg.body
    assert "v2" in endpoint.body


@pytest.mark.parametrize("file", FILES)
def test_a_private_badge_is_shown_to_who_has_its_token(file: str) -> None:
    reply = front(BadgeVisibility.PRIVATE).badge(file, query={"token": [TOKEN]})

    assert reply.status == 200
    must_be_as_described(FILES[file], reply)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"token": [""]},
        {"token": ["wrong"]},
        {"token": [TOKEN[:-1]]},
        {"token": [token(KEY, "api")]},
        {"token": ["\ud800ö"]},
        {"Token": [TOKEN]},
        {"token": [TOKEN, TOKEN]},
        {"token": [TOKEN, "x"]},
    ],
)
@pytest.mark.parametrize("file", FILES)
def test_without_its_token_a_private_badge_looks_like_none(file: str, query: dict[str, list[str]]) -> None:
    refused, unknown = front(BadgeVisibility.PRIVATE).badge(file, query=query), Front().badge(file)

    must_be_as_described(FILES[file], refused)
    assert refused == unknown
    assert refused.status == 404


@pytest.mark.parametrize(
    "file",
    [
        "web",
        "web.png",
        "web.svg.svg",
        ".svg",
        ".json",
        "..%2f..%2fweb.svg",
        "%2e%2e.svg",
        "WEB.svg",
        "web.SVG",
        "%3Cscript%3E.svg",
        "web%00.svg",
        "web%252esvg",
        "web.svg%0a",
        "a" * 10000 + ".svg",
        "other.svg",
        "",
    ],
)
def test_whatever_else_is_asked_for_is_not_there_in_the_same_words(file: str) -> None:
    reply = front().badge(file)

    assert reply == Front().badge("web.svg")
    assert "no such badge" in detail(reply)


@pytest.mark.parametrize("file", FILES)
def test_what_proxies_add_does_no_harm(file: str) -> None:
    assert front().badge(file, query={"v": ["7"], "_": ["x", "y"]}).status == 200


@pytest.mark.parametrize("file", FILES)
def test_a_badge_may_be_kept_but_not_shown_without_asking(file: str) -> None:
    headers = front().badge(file).headers

    assert "no-cache" in headers["Cache-Control"]
    assert "max-age=0" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def documents(shown: Front, **headers: str) -> list[Reply]:
    return [
        *(shown.badge(file, headers=headers) for file in FILES),
        shown.ask("openapi", caller=None, headers=headers),
    ]


def test_what_is_known_already_is_not_sent_again() -> None:
    for first, operation in zip(documents(front()), ("badge_svg", "badge_json", "openapi"), strict=True):
        again = next(
            one for one in documents(front(), **{"if-none-match": first.headers["ETag"]}) if one.status == 304
        )
        must_be_as_described(operation, again)
        assert (again.body, again.headers["ETag"]) == ("", first.headers["ETag"])


def test_another_state_is_another_badge() -> None:
    mark = front().badge("web.svg").headers["ETag"]

    reply = front(state=State.FAILED).badge("web.svg", headers={"if-none-match": mark})

    assert reply.status == 200


def test_a_badge_that_cannot_be_looked_up_is_a_problem() -> None:
    shown = front()
    shown.desk.error = RetryableError("throttled")

    assert shown.badge("web.svg").status == 503


def test_everybody_may_read_the_description() -> None:
    reply = Front().ask("openapi", caller=None, query={"v": ["1"]})

    must_be_as_described("openapi", reply)
    assert json.loads(reply.body)["servers"] == [{"url": BASE}]
    assert "no-cache" in reply.headers["Cache-Control"]
