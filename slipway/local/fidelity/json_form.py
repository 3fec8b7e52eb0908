"""An answer in JSON, or in CBOR once decoded, against an output shape."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.model import ListShape, MapShape, StructureShape

from slipway.local.fidelity.finding import Flaw, Kind
from slipway.local.fidelity.scalars import in_json, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import Shape

_ELSEWHERE = {"header", "headers", "statusCode"}


def flaws(shape: Shape, value: Any, member: str = "") -> Iterator[Flaw]:
    """Everything wrong with `value`; `member` is where it was found."""
    if getattr(shape, "is_document_type", False):
        return
    if isinstance(shape, StructureShape):
        yield from _structure(shape, value, member)
    elif isinstance(shape, ListShape):
        yield from _items(shape, value, member)
    elif isinstance(shape, MapShape):
        yield from _values(shape, value, member)
    else:
        yield from in_json(shape, value, member)


@cache
def body_members(shape: StructureShape) -> dict[str, Shape]:
    """The members that travel in the body, by the name they have there."""
    return {
        member.serialization.get("name", name): member
        for name, member in shape.members.items()
        if member.serialization.get("location") not in _ELSEWHERE
    }


@cache
def required(shape: StructureShape) -> set[str]:
    """The members that the body must have, by the name they have there."""
    return {
        shape.members[name].serialization.get("name", name)
        for name in shape.required_members
        if shape.members[name].serialization.get("location") not in _ELSEWHERE
    }


def below(member: str, name: str) -> str:
    return f"{member}.{name}" if member else name


def _structure(shape: StructureShape, value: Any, member: str) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield _wrong(shape, value, member)
        return
    known = body_members(shape)
    for name, held in value.items():
        if name in known:
            yield from flaws(known[name], held, below(member, name))
        elif name != "__type":  # some services name their outputs
            yield Flaw(Kind.UNKNOWN, below(member, name), name_of(held))
    for name in required(shape) - set(value):
        yield Flaw(Kind.MISSING, below(member, name))


def _items(shape: ListShape, value: Any, member: str) -> Iterator[Flaw]:
    if not isinstance(value, list):
        yield _wrong(shape, value, member)
        return
    for item in value:
        yield from flaws(shape.member, item, f"{member}[]")


def _values(shape: MapShape, value: Any, member: str) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield _wrong(shape, value, member)
        return
    for key, held in value.items():
        yield from in_json(shape.key, key, f"{member}{{key}}")
        yield from flaws(shape.value, held, f"{member}{{}}")


def _wrong(shape: Shape, value: Any, member: str) -> Flaw:
    return Flaw(Kind.TYPE, member, f"{name_of(value)} instead of {shape.type_name}")
