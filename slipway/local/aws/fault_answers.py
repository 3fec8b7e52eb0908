"""An AWS error in the form that the called service's protocol gives it."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from slipway.local.aws.requests import Request
    from slipway.local.aws.shapes import Answer

_STATUS = {
    "ServiceUnavailable": 503,
    "ServiceUnavailableException": 503,
    "SlowDown": 503,
    "TooManyRequestsException": 429,
    "AccessDenied": 403,
    "NoSuchKey": 404,
    "NoSuchBucket": 404,
}
_SERVER_SIDE = ("Server", "Internal")


def status(code: str) -> int:
    """The HTTP status of an AWS error code: 500 for the service's own failures, else 400 but for a few."""
    return _STATUS.get(code, 500 if code.startswith(_SERVER_SIDE) else 400)


def answer(service: str, code: str, request: Request, message: str | None = None) -> Answer:
    """What `service` answers to `request` when it fails with `code`; without a message it was ordered to."""
    message = message or f"{code}, as ordered by /_local/faults."
    request_id = str(uuid.uuid4())
    content_type, body = _body(service, code, message, request, request_id)
    headers = {"Content-Type": content_type, "x-amzn-RequestId": request_id, "x-amzn-ErrorType": code}
    if "/service/" in request.path and "/operation/" in request.path:
        headers["smithy-protocol"] = "rpc-v2-cbor"
    return status(code), headers, body


def _body(service: str, code: str, message: str, request: Request, request_id: str) -> tuple[str, bytes]:
    if request.headers.get("smithy-protocol") == "rpc-v2-cbor":
        return "application/cbor", _cbor({"__type": code, "message": message})
    if "x-amz-target" in request.headers:
        version = request.headers.get("content-type", "application/x-amz-json-1.1")
        return version, json.dumps({"__type": code, "message": message}).encode()
    kind = "Sender" if status(code) < 500 else "Receiver"  # noqa: PLR2004 - HTTP's own boundary
    error = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if service == "s3":
        return "application/xml", f"<Error>{error}<RequestId>{request_id}</RequestId></Error>".encode()
    if service == "ec2":
        inner = f"<Errors><Error>{error}</Error></Errors><RequestID>{request_id}</RequestID>"
        return "text/xml", f"<Response>{inner}</Response>".encode()
    if "x-www-form-urlencoded" in request.headers.get("content-type", ""):
        inner = f"<Error><Type>{kind}</Type>{error}</Error><RequestId>{request_id}</RequestId>"
        return "text/xml", f"<ErrorResponse>{inner}</ErrorResponse>".encode()
    return "application/json", json.dumps({"Type": kind, "message": message, "Message": message}).encode()


def _cbor(texts: dict[str, str]) -> bytes:
    """A map of texts in CBOR (RFC 8949): major type 5 for the map, 3 for a text, two bytes of length."""
    parts = [
        b"\x79" + len(raw).to_bytes(2, "big") + raw for pair in texts.items() for raw in map(str.encode, pair)
    ]
    return bytes([0xA0 + len(texts)]) + b"".join(parts)
