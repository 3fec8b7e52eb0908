"""Well-signed tokens: a line with header members, then claims, both as JSON; a pipeline of ours, or refused."""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from chalicelib.domain.caller import Pipeline
from fuzz.issued import CLAIMS, HEADER, KEY, WORKSPACE, let_in


def check(data: bytes) -> None:
    first, _, rest = data.partition(b"\n")
    _ask(first, rest)
    _ask(_over(HEADER, first), rest)
    _ask(_over(HEADER, first), _over(CLAIMS, rest))
    _ask(_over(HEADER, b"{}"), _over(CLAIMS, data))


def _ask(header: bytes, payload: bytes) -> None:
    signed = b".".join((_base64(header), _base64(payload)))
    signature = KEY.private.sign(signed, PKCS1v15(), SHA256())
    caller = let_in(f"Bearer {signed.decode()}.{_base64(signature).decode()}")
    assert caller is None or (isinstance(caller, Pipeline) and caller.workspace == WORKSPACE)


def _over(sound: dict[str, Any], data: bytes) -> bytes:
    """The sound members with those of the JSON in their place; null leaves one out. As it came when it is none."""
    try:
        given = json.loads(data)
        merged = {**sound, **given}
        return json.dumps({name: value for name, value in merged.items() if value is not None}).encode()
    except (ValueError, TypeError, RecursionError):
        return data


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
