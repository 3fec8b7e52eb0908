"""The body of a request, after a line with its Content-Type: fields that the schema allows, or a refusal."""

from __future__ import annotations

from jsonschema import Draft202012Validator

from chalicelib.api.bodies import DEPLOY, HOLD, NOTHING, ROLLBACK, Body
from chalicelib.api.mistakes import InvalidError, MalformedError, TooLargeError, UnsupportedMediaError
from fuzz.replies import assert_refusal

SCHEMAS = {body.title: Draft202012Validator(body.schema()) for body in (DEPLOY, ROLLBACK, HOLD, NOTHING)}


def check(data: bytes) -> None:
    first, _, rest = data.partition(b"\n")
    for body in (DEPLOY, ROLLBACK, HOLD, NOTHING):
        _read(body, data, None)
        _read(body, rest, first.decode("utf-8", "replace"))


def _read(body: Body, content: bytes, content_type: str | None) -> None:
    try:
        found = body.read(content, content_type)
    except (MalformedError, TooLargeError, UnsupportedMediaError, InvalidError) as refused:
        assert_refusal(refused)
    else:
        assert SCHEMAS[body.title].is_valid(found), found
