"""An answer in XML (the query and REST-XML protocols) against an output shape, by its raw elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.model import ListShape, MapShape, StructureShape

from slipway.local.fidelity.finding import Flaw, Kind
from slipway.local.fidelity.json_form import below, body_members
from slipway.local.fidelity.scalars import in_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from botocore.model import Shape


def tag(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def flaws(shape: Shape, element: Element, member: str = "") -> Iterator[Flaw]:
    """Everything wrong with what `element` holds; `member` is where it was found."""
    if isinstance(shape, StructureShape):
        yield from _structure(shape, element, member)
    elif isinstance(shape, ListShape):
        yield from _list(shape, element, member)
    elif isinstance(shape, MapShape):
        yield from _map(shape, element, member)
    elif len(element):
        yield Flaw(Kind.TYPE, member, f"elements instead of {shape.type_name}")
    else:
        yield from in_text(shape, (element.text or "").strip(), member)


def _structure(shape: StructureShape, element: Element, member: str) -> Iterator[Flaw]:
    named = {_element_name(name, one): one for name, one in body_members(shape).items()}
    for child in element:
        name, place = tag(child), below(member, tag(child))
        if name not in named:
            yield Flaw(Kind.UNKNOWN, place)
            continue
        known = named[name]
        if isinstance(known, ListShape) and known.serialization.get("flattened"):
            yield from flaws(known.member, child, f"{place}[]")
        elif isinstance(known, MapShape) and known.serialization.get("flattened"):
            yield from _entry(known, child, place)
        else:
            yield from flaws(known, child, place)
    here = {tag(child) for child in element}
    for name in shape.required_members:
        one = shape.members[name]
        wire = _element_name(one.serialization.get("name", name), one)
        # An empty list leaves no element when it is flattened.
        if wire in named and wire not in here and not one.serialization.get("flattened"):
            yield Flaw(Kind.MISSING, below(member, wire))


def _element_name(name: str, shape: Shape) -> str:
    """A flattened list's items stand under the items' own name, if they have one."""
    if isinstance(shape, ListShape) and shape.serialization.get("flattened"):
        own: str | None = shape.member.serialization.get("name")
        return own or name
    return name


def _list(shape: ListShape, element: Element, member: str) -> Iterator[Flaw]:
    item = shape.member.serialization.get("name", "member")
    for child in element:
        if tag(child) == item:
            yield from flaws(shape.member, child, f"{member}[]")
        else:
            yield Flaw(Kind.UNKNOWN, below(member, tag(child)), f"an item must be called {item}")


def _map(shape: MapShape, element: Element, member: str) -> Iterator[Flaw]:
    for child in element:
        if tag(child) == "entry":
            yield from _entry(shape, child, member)
        else:
            yield Flaw(Kind.UNKNOWN, below(member, tag(child)), "an item must be called entry")


def _entry(shape: MapShape, element: Element, member: str) -> Iterator[Flaw]:
    key = shape.key.serialization.get("name", "key")
    value = shape.value.serialization.get("name", "value")
    for child in element:
        if tag(child) == key:
            yield from flaws(shape.key, child, f"{member}{{key}}")
        elif tag(child) == value:
            yield from flaws(shape.value, child, f"{member}{{}}")
        else:
            yield Flaw(Kind.UNKNOWN, below(member, tag(child)))
