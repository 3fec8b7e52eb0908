"""What may be asked for in a body: each mistake is named, all of them at once."""

from __future__ import annotations

import json

import pytest

from builders import commit, digest
from chalicelib.api.bodies import DEPLOY, HOLD, NOTHING, ROLLBACK, Body
from chalicelib.api.mistakes import InvalidError, MalformedError, TooLargeError, UnsupportedMediaError
from front import ID, sent

JSON = "application/json"
TAG, COMMIT = "main-1f2e3d4", commit("v2")


def read(body: Body, document: object, content_type: str | None = JSON) -> dict[str, str | bool | int]:
    return body.read(sent(document), content_type)


def mistakes(body: Body, document: object) -> dict[str, str]:
    """What is wrong with each field."""
    with pytest.raises(InvalidError) as refused:
        read(body, document)
    assert str(refused.value)
    return {one.name: one.says for one in refused.value.mistakes}


@pytest.mark.parametrize(
    "document",
    [
        {"tag": TAG},
        {"tag": "_"},
        {"tag": "a" * 128},
        {"digest": digest("v2")},
        {"commit": COMMIT},
        {"commit": COMMIT[:7]},
        {"tag": TAG, "commit": COMMIT},
        {"digest": digest("v2"), "commit": COMMIT},
        {"tag": TAG, "digest": digest("v2")},
        {"tag": TAG, "digest": digest("v2"), "commit": COMMIT, "force": True},
        {"tag": TAG, "force": False},
    ],
)
def test_an_image_is_asked_for_by_tag_digest_or_commit(document: dict[str, str | bool]) -> None:
    assert read(DEPLOY, document) == document


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("tag", "", "is not an image tag; use 1 to 128 letters"),
        ("tag", ".v2", "is not an image tag"),
        ("tag", "-v2", "is not an image tag"),
        ("tag", "v 2", "is not an image tag"),
        ("tag", "v2\n", "is not an image tag"),
        ("tag", "v2\x00", "is not an image tag"),
        ("tag", "größe", "is not an image tag"),
        ("tag", "../v2", "is not an image tag"),
        ("tag", "<script>", "is not an image tag"),
        ("tag", "a" * 129, "is not an image tag"),
        ("tag", 7, "a number stands where text belongs; use 1 to 128 letters"),
        ("tag", 7.5, "a number stands where text belongs"),
        ("tag", None, "null stands where text belongs"),
        ("tag", True, "true or false stands where text belongs"),
        ("tag", ["v2"], "a list stands where text belongs"),
        ("tag", {"name": "v2"}, "an object stands where text belongs"),
        ("digest", "sha256:abc", "is not an image digest; write sha256: and 64 lower-case hex digits"),
        ("digest", digest("v2")[7:], "is not an image digest"),
        ("digest", digest("v2").upper(), "is not an image digest"),
        ("digest", f"sha512:{'0' * 64}", "is not an image digest"),
        ("digest", f"{digest('v2')}0", "is not an image digest"),
        ("digest", digest("v2")[:-1], "is not an image digest"),
        ("digest", 7, "a number stands where text belongs"),
        ("commit", "abcdef", "is not a commit; write 7 to 40 lower-case hex digits"),
        ("commit", f"{COMMIT}0", "is not a commit"),
        ("commit", "ABCDEF0", "is not a commit"),
        ("commit", "main", "is not a commit"),
        ("commit", "HEAD~1", "is not a commit"),
        ("commit", 1234567, "a number stands where text belongs"),
        ("force", "true", "text stands where true or false belongs; write true or false"),
        ("force", 1, "a number stands where true or false belongs"),
        ("force", None, "null stands where true or false belongs"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_what_to_write(field: str, value: object, says: str) -> None:
    found = mistakes(DEPLOY, {"tag": TAG, field: value})

    assert list(found) == [field]
    assert says in found[field]


@pytest.mark.parametrize("document", [{}, {"force": True}])
def test_an_image_has_to_be_named_somehow(document: dict[str, bool]) -> None:
    assert mistakes(DEPLOY, document) == {"tag, digest, commit": "none of them is there; write at least one"}


def test_every_mistake_is_named_at_once() -> None:
    found = mistakes(DEPLOY, {"tga": "v2", "Force": True, "digest": 7, "commit": "x", "force": "yes"})

    assert list(found) == ["tga", "Force", "digest", "commit", "force"]
    assert found["tga"] == "there is no such field; the fields are tag, digest, commit, force"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<b>\n", r"<b>\n"),
        ("größe", "größe"),
        ("a" * 1000, "a" * 57 + "..."),
        ("", ""),
    ],
)
def test_an_unknown_name_is_shown_escaped_and_cut(name: str, shown: str) -> None:
    assert list(mistakes(DEPLOY, {"tag": TAG, name: 1})) == [shown]


def test_of_thousands_of_mistakes_a_hundred_are_named() -> None:
    with pytest.raises(InvalidError, match="And 900 more") as refused:
        read(DEPLOY, {"tag": TAG, **{f"field-{number}": 1 for number in range(1000)}})
    assert len(refused.value.mistakes) == 100


def test_a_rollback_may_name_where_to() -> None:
    assert read(ROLLBACK, {"to": ID}) == {"to": ID}


@pytest.mark.parametrize(
    "to", ["", "web", "web.20261122T120000.XYZ", f"{ID}\n", f"../{ID}", "a" * 80 + ID[3:], 7]
)
def test_a_rollback_leads_to_a_deployment(to: object) -> None:
    assert list(mistakes(ROLLBACK, {"to": to})) == ["to"]


@pytest.mark.parametrize("reason", ["x", "Black Friday", "größer als 1 € 🚀", "a" * 200])
def test_a_hold_says_why(reason: str) -> None:
    assert read(HOLD, {"reason": reason}) == {"reason": reason}


@pytest.mark.parametrize(
    "reason",
    [
        "",
        " ",
        " x",
        "a" * 201,
        "a\nb",
        "a\r",
        "a\tb",
        "a\x00",
        "a\x1b[31m",
        "a\x7f",
        "a\x85",
        "a\u2028b",
        "a\u202eb",
        "a\u2066b",
        "\xa0",
        "a\ufffd",
        7,
        None,
        ["x"],
    ],
)
def test_a_reason_is_one_line_of_what_can_be_seen(reason: object) -> None:
    assert "write 1 to 200 characters on one line" in mistakes(HOLD, {"reason": reason})["reason"]


def test_a_hold_without_a_reason_is_refused() -> None:
    assert mistakes(HOLD, {}) == {"reason": "it is missing; it is required here"}


@pytest.mark.parametrize("body", [ROLLBACK, NOTHING], ids=lambda body: body.title)
@pytest.mark.parametrize("raw", [b"", b" \r\n", b"{}"])
@pytest.mark.parametrize("content_type", [JSON, None])
def test_where_nothing_need_be_said_the_body_may_be_left_out(
    body: Body, raw: bytes, content_type: str | None
) -> None:
    assert body.read(raw, content_type) == {}


def test_an_empty_body_needs_no_content_type_of_json() -> None:
    assert NOTHING.read(b"", "application/x-www-form-urlencoded") == {}


def test_where_nothing_can_be_said_every_field_is_unknown() -> None:
    assert mistakes(NOTHING, {"force": True}) == {"force": "there is no such field; send no body, or {}"}


@pytest.mark.parametrize("body", [DEPLOY, HOLD], ids=lambda body: body.title)
@pytest.mark.parametrize("raw", [b"", b"  "])
def test_where_something_must_be_said_an_empty_body_is_malformed(body: Body, raw: bytes) -> None:
    with pytest.raises(MalformedError, match="the body is empty"):
        body.read(raw, JSON)


@pytest.mark.parametrize(
    "content_type",
    [
        JSON,
        "Application/JSON",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        None,
        "",
        "application/vnd.acme+json",
        "application/merge-patch+json ; x=y",
    ],
)
def test_json_is_taken_by_whatever_name(content_type: str | None) -> None:
    assert read(DEPLOY, {"tag": TAG}, content_type) == {"tag": TAG}


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/xml",
        "text/json",
        "json",
        "application/json; charset=latin-1",
        "application/+json",
        "*/*",
    ],
)
def test_anything_but_json_in_utf_8_is_refused(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaError, match="send the header Content-Type: application/json"):
        read(DEPLOY, {"tag": TAG}, content_type)


@pytest.mark.parametrize("body", [DEPLOY, ROLLBACK, HOLD, NOTHING], ids=lambda body: body.title)
def test_too_large_a_body_is_refused_whatever_else_is_wrong_with_it(body: Body) -> None:
    with pytest.raises(TooLargeError):
        body.read(b" " * 65_537, "text/plain")


@pytest.mark.parametrize("body", [DEPLOY, ROLLBACK, HOLD, NOTHING], ids=lambda body: body.title)
def test_the_examples_of_every_field_obey(body: Body) -> None:
    for field in body.fields:
        assert field.check(json.loads(json.dumps(field.check.example))) == field.check.example
