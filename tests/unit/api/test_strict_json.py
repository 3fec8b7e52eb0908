"""A body is read in one way only, or refused, and costs little either way."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.api.bodies import DEPLOY, HOLD, NOTHING, ROLLBACK, Body
from chalicelib.api.mistakes import InvalidError, MalformedError, TooLargeError, UnsupportedMediaError
from chalicelib.api.strict_json import MAX_BYTES, MAX_DEPTH, parse

OURS = (MalformedError, TooLargeError, UnsupportedMediaError, InvalidError)


def nested(depth: int, opening: str = '{"a":', closing: str = "}") -> bytes:
    """An object that nests so deep."""
    return ("{" + '"a":' + opening * (depth - 1) + "1" + closing * (depth - 1) + "}").encode()


def test_an_object_is_read() -> None:
    assert parse('{"größe": [1, {"a": null}], "b": "[[[{{{\\"]]]"}'.encode()) == {
        "größe": [1, {"a": None}],
        "b": '[[[{{{"]]]',
    }


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "no JSON"),
        (b"tag=v2", "no JSON: Expecting value at line 1, column 1"),
        (b'{"tag": "v2"', "no JSON"),
        (b'{"tag": "v2"} {}', "no JSON: Extra data"),
        (b'{"tag": "v2",}', "no JSON"),
        (b"{'tag': 'v2'}", "no JSON"),
        (b'{"tag": "v\n2"}', "no JSON"),
        (b"]" * 100, "no JSON"),
        (b'{"tag": "unended', "no JSON"),
        (b'{"tag": "unended\\', "no JSON"),
        (b'\xef\xbb\xbf{"tag": "v2"}', "no JSON"),
        (b"null", "no object"),
        (b'"text"', "no object"),
        (b"[]", "no object"),
        (b"7", "no object"),
        (b'{"force": NaN}', "NaN"),
        (b'{"force": Infinity}', "Infinity"),
        (b'{"force": -Infinity}', "-Infinity"),
        (b'{"force": ' + b"9" * 5000 + b"}", "too many digits"),
        (b'{"tag": "v1", "tag": "v2"}', "`tag` twice"),
        (b'{"a": [{"b": 1, "b": 1}]}', "`b` twice"),
        (b'{"a\\u0062": 1, "ab": 1}', "`ab` twice"),
        (b'{"tag": "\xff"}', "UTF-8 from byte 9"),
        (b'{"tag": "\xed\xa0\x80"}', "UTF-8"),
        (b'{"tag": "\\ud800"}', "half a character"),
        (b'{"\\udfff": 1}', "half a character"),
        (b'[["\\ud83d"]]', "half a character"),
        ('{"tag": "v2"}'.encode("utf-16"), "UTF-8"),
    ],
)
def test_what_is_no_json_object_or_can_be_read_in_two_ways_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(MalformedError, match=says):
        parse(body)


@pytest.mark.parametrize(("opening", "closing"), [('{"a":', "}"), ("[", "]")])
def test_depth_is_bounded(opening: str, closing: str) -> None:
    assert parse(nested(MAX_DEPTH, opening, closing))
    with pytest.raises(MalformedError, match="deeper than 16"):
        parse(nested(MAX_DEPTH + 1, opening, closing))


@pytest.mark.parametrize("body", [b"[" * MAX_BYTES, b'{"a":' * (MAX_BYTES // 5), b"{" * 60_000 + b"}" * 5000])
def test_the_deepest_body_there_can_be_is_refused_like_any_other(body: bytes) -> None:
    with pytest.raises(MalformedError, match="deeper"):
        parse(body)


def test_brackets_in_strings_are_no_depth() -> None:
    assert parse(json.dumps({"a": "[" * 100 + '"' + "{" * 100 + "\\"}).encode())


def test_size_is_judged_before_anything_is_read() -> None:
    whole = b'{"a": "' + b"x" * (MAX_BYTES - 9) + b'"}'

    assert len(whole) == MAX_BYTES
    assert parse(whole)
    with pytest.raises(TooLargeError, match="65537 bytes, 65536 are allowed"):
        parse(b"\xff" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    "body", [b'"' + b'\\"' * 32_000, b'"' * 65_000, b"\\" * 65_000, b'"\\' * 32_000, b'{"' * 32_000]
)
def test_no_body_takes_long_to_refuse(body: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(MalformedError):
        parse(body)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("body", [DEPLOY, ROLLBACK, HOLD, NOTHING], ids=lambda body: body.title)
@settings(max_examples=150, deadline=None)
@given(raw=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8"))))
def test_any_bytes_are_read_or_refused(body: Body, raw: bytes) -> None:
    _read(body, raw)


MEMBERS = st.sampled_from(["tag", "digest", "commit", "force", "to", "reason", "other"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("body", [DEPLOY, ROLLBACK, HOLD, NOTHING], ids=lambda body: body.title)
@settings(max_examples=150, deadline=None)
@given(document=st.dictionaries(MEMBERS | st.text(max_size=5), VALUES, max_size=4))
def test_any_object_is_read_or_refused(body: Body, document: dict[str, object]) -> None:
    _read(body, json.dumps(document).encode())


def _read(body: Body, raw: bytes) -> None:
    try:
        found = body.read(raw, "application/json")
    except OURS as refused:
        said = str(refused)
        assert said.isprintable()
        assert said.encode("utf-8")
    else:
        assert all(isinstance(value, str | bool) for value in found.values())
