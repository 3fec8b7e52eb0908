"""Values that hold no others, against their shapes."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import TYPE_CHECKING, Any

from slipway.local.fidelity.finding import Flaw, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import Shape

_LONGEST_WORD = 40
_INTEGERS = {"integer", "long"}
_NUMBERS = {"float", "double"}
_COUNTABLE = _INTEGERS | _NUMBERS
_TEXTS = {"string", "character"}
_NAMES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "list", dict: "structure"}


def name_of(value: Any) -> str:
    """What JSON calls a value's type; whole numbers apart from others."""
    if value is None:
        return "null"
    return _NAMES.get(type(value), type(value).__name__)


def in_json(shape: Shape, value: Any, member: str) -> Iterator[Flaw]:
    """`value` as JSON (or CBOR) holds it."""
    if not _fits(shape, value):
        yield Flaw(Kind.TYPE, member, f"{name_of(value)} instead of {shape.type_name}")
    elif isinstance(value, str):
        yield from _word(shape, value, member)


def in_text(shape: Shape, text: str, member: str) -> Iterator[Flaw]:
    """`text` as XML or a header holds it."""
    if not _reads_as(shape, text):
        yield Flaw(Kind.TYPE, member, f"a text that is no {shape.type_name}")
    else:
        yield from _word(shape, text, member)


def _word(shape: Shape, word: str, member: str) -> Iterator[Flaw]:
    allowed = getattr(shape, "enum", None)
    if allowed and word not in allowed:
        yield Flaw(Kind.ENUM, member, repr(word[:_LONGEST_WORD]))


def _fits(shape: Shape, value: Any) -> bool:
    kind = name_of(value)
    if shape.type_name == "timestamp":
        if shape.serialization.get("timestampFormat") == "iso8601":
            return kind == "string" and _is_moment(value)
        return kind in {"integer", "number", "datetime"}  # CBOR's are decoded already
    if shape.type_name in _INTEGERS:
        return kind == "integer"
    if shape.type_name in _NUMBERS:
        return kind in {"integer", "number"}
    if shape.type_name == "blob":
        return kind == "bytes" or (kind == "string" and _is_base64(value))
    return kind == ("string" if shape.type_name in _TEXTS else shape.type_name)


def _reads_as(shape: Shape, text: str) -> bool:
    if shape.type_name in _COUNTABLE:
        read = int if shape.type_name in _INTEGERS else float
        try:
            read(text)
        except ValueError:
            return False
        return True
    if shape.type_name == "boolean":
        return text in {"true", "false"}
    if shape.type_name == "timestamp":
        return _is_moment(text)
    return shape.type_name != "blob" or _is_base64(text)


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
