"""JSON as everybody reads it alike: UTF-8, an object, bounded, nothing twice, no NaN, no half characters.

RFC 8259 leaves open what repeated names mean, and Python's parser takes NaN: two readers of one body could then act
on different things.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from chalicelib.api.mistakes import MalformedError, TooLargeError, plain

MAX_BYTES: Final = 64 * 1024
MAX_DEPTH: Final = 16

# A string that does not end runs to the end of the text, so that nothing is ever read twice.
_TOKENS: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)


def bounded(body: bytes) -> bytes:
    """The body itself; TooLargeError when it is longer than 64 KiB."""
    if len(body) > MAX_BYTES:
        raise TooLargeError(
            f"the body has {len(body)} bytes, {MAX_BYTES} are allowed; send what is asked for alone"
        )
    return body


def parse(body: bytes) -> dict[str, Any]:
    """The object that the body is. Raises TooLargeError before anything is read, and MalformedError."""
    try:
        text = bounded(body).decode()
    except UnicodeDecodeError as wrong:
        raise MalformedError(f"the body is no UTF-8 from byte {wrong.start} on; send JSON in UTF-8") from None
    _must_be_shallow(text)
    try:
        value = json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except json.JSONDecodeError as wrong:
        place = f"line {wrong.lineno}, column {wrong.colno}"
        raise MalformedError(f"the body is no JSON: {wrong.msg} at {place}; correct it there") from None
    except ValueError:
        # Python reads no number of more than 4300 digits.
        raise MalformedError("the body has a number of too many digits; no number is asked for") from None
    _must_be_whole(value)
    if not isinstance(value, dict):
        raise MalformedError('the body is JSON, but no object; send one like {"tag": "main-1f2e3d4"}')
    return value


def _must_be_shallow(text: str) -> None:
    """The parser recurses, so depth is counted before it runs."""
    depth = 0
    for token in _TOKENS.finditer(text):
        first = token[0][0]
        depth += (first in "[{") - (first in "]}")
        if depth > MAX_DEPTH:
            raise MalformedError(f"the body nests deeper than {MAX_DEPTH} levels; send a flat object")


def _must_be_whole(value: object) -> None:
    """JSON can escape half a character, which no text can hold (RFC 7493, section 2.1)."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise MalformedError("the body escapes half a character (a lone surrogate); write it whole") from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise MalformedError(f"the body has `{plain(name)}` twice in one object; say it once")
        found[name] = value
    return found


def _no_constant(name: str) -> None:
    raise MalformedError(f"the body has {name}, which is no JSON; leave it out")
