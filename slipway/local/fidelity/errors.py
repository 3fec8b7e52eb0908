"""An error answer: whether the operation, or AWS as a whole, has such an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from botocore.model import StructureShape

from slipway.local.fidelity import json_form, xml_form
from slipway.local.fidelity.finding import Flaw, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.model import OperationModel

_COMMON = """
AccessDenied AccessDeniedException ExpiredToken ExpiredTokenException IncompleteSignature InternalFailure
InternalServerError InvalidAction InvalidClientTokenId InvalidParameterCombination InvalidParameterValue
InvalidSignatureException MalformedHttpRequestException MissingAuthenticationToken
MissingAuthenticationTokenException MissingParameter NotAuthorized OptInRequired RequestAbortedException
RequestEntityTooLargeException RequestExpired RequestTimeoutException SerializationException ServiceUnavailable
SignatureDoesNotMatch Throttling ThrottlingException UnknownOperationException UnrecognizedClientException
ValidationError ValidationException
"""
"""Those every service may answer, whatever its model says. Source: "Common Error Types" of the API references."""
_UNMODELLED = {"s3"}
"""Services whose model names only few of the codes that they document."""
_ALWAYS = {"message", "Message", "__type", "code", "Code", "Type", "type"}


def flaws(model: OperationModel, status: int, headers: Mapping[str, str], body: Any) -> Iterator[Flaw]:
    """`body` as it was read; `headers` with names in lower case."""
    code = _code(headers, body)
    if not code:
        # HEAD answers have no body to say it in.
        if model.http.get("method") != "HEAD":
            yield Flaw(Kind.UNREADABLE, "", f"status {status} without an error code")
        return
    shape = _modelled(model).get(code)
    if shape is None:
        if code not in _COMMON.split() and model.service_model.service_name not in _UNMODELLED:
            yield Flaw(Kind.ERROR, code)
    elif isinstance(body, dict):
        members = {name: value for name, value in body.items() if name not in _ALWAYS}
        for flaw in json_form.flaws(shape, members):
            if flaw.member not in _ALWAYS:
                yield Flaw(flaw.kind, f"{code}.{flaw.member}", flaw.note)


def _modelled(model: OperationModel) -> dict[str, StructureShape]:
    """The operation's errors by the code they have on the wire."""
    return {
        shape.metadata.get("error", {}).get("code", shape.name): shape
        for shape in model.error_shapes
        if isinstance(shape, StructureShape)
    } | {shape.name: shape for shape in model.error_shapes if isinstance(shape, StructureShape)}


def _code(headers: Mapping[str, str], body: Any) -> str:
    if isinstance(body, ET.Element):
        found = next((one for one in body.iter() if xml_form.tag(one) == "Code"), None)
        return (found.text or "") if found is not None else ""
    held = body if isinstance(body, dict) else {}
    said = held.get("__type") or headers.get("x-amzn-errortype") or held.get("code") or held.get("Code") or ""
    return str(said).partition(":")[0].rpartition("#")[2]
