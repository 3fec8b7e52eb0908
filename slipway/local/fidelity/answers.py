"""One answer of AWS's API against what the SDK's model says of the operation."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from botocore.model import StructureShape
from botocore.parsers import RpcV2CBORParser

from slipway.local.fidelity import errors, json_form, xml_form
from slipway.local.fidelity.finding import Flaw, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import OperationModel, Shape

_OK = 300
_REDIRECTS = range(300, 400)
_CBOR = "application/cbor"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it left; names of headers are in lower case."""

    service: str
    """As the SDK names it."""
    operation: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip()


def flaws(model: OperationModel, answered: Answered) -> list[Flaw]:
    """Everything wrong with the form of an answer of this operation, each once."""
    return sorted(set(_flaws(model, answered)))


def _flaws(model: OperationModel, answered: Answered) -> Iterator[Flaw]:
    if answered.status in _REDIRECTS:
        return  # S3's: not modified, or moved for good
    try:
        if answered.status < _OK:
            yield from _success(model, answered)
        else:
            yield from errors.flaws(model, answered.status, answered.headers, read(answered))
    except (ValueError, ET.ParseError) as problem:
        yield Flaw(Kind.UNREADABLE, "", type(problem).__name__)


def read(answered: Answered) -> Any:
    """The body: an `Element` of XML, else what JSON or CBOR holds; `{}` when it is empty."""
    if not answered.body.strip():
        return {}
    if answered.content_type == _CBOR:
        # The SDK's own decoder: its protocol has no other reader here.
        return RpcV2CBORParser().parse_data_item(io.BufferedReader(io.BytesIO(answered.body)))
    if answered.body.lstrip().startswith(b"<"):
        return ET.fromstring(answered.body)  # noqa: S314 - our own server's answer
    return json.loads(answered.body)


def _success(model: OperationModel, answered: Answered) -> Iterator[Flaw]:
    expected = int(model.http.get("responseCode", 200))
    if answered.status != expected and not model.http.get("requestUri", "").endswith("/invocations"):
        yield Flaw(Kind.STATUS, "", f"{answered.status} instead of {expected}")
    output = model.output_shape
    if not isinstance(output, StructureShape):
        return
    shape = _in_body(output)
    if shape is None:
        return
    held = read(answered)
    if isinstance(held, ET.Element):
        yield from _xml(shape, held, output.serialization.get("resultWrapper"))
    else:
        yield from json_form.flaws(shape, held)


def _in_body(output: StructureShape) -> Shape | None:
    """What the body holds: all of the output or one member of it; None for a payload without a form."""
    payload = output.serialization.get("payload")
    if payload is None:
        return output if json_form.body_members(output) else None
    shape = output.members[payload]
    return shape if isinstance(shape, StructureShape) and not shape.serialization.get("eventstream") else None


def _xml(shape: Shape, root: ET.Element, wrapper: str | None) -> Iterator[Flaw]:
    """The query protocol puts the output into an element of its own; S3 has it at the root."""
    if wrapper is None:
        yield from xml_form.flaws(shape, root)
        return
    found = {xml_form.tag(child): child for child in root}
    if wrapper not in found:
        yield Flaw(Kind.UNREADABLE, wrapper, "no such element below the root")
        return
    for name in found.keys() - {wrapper, "ResponseMetadata"}:
        yield Flaw(Kind.UNKNOWN, name, "beside the result")
    yield from xml_form.flaws(shape, found[wrapper])
