"""An issuer's key document: RSA keys of a size that is used, or none; whatever it holds, other keys are found."""

from __future__ import annotations

import json

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from chalicelib.adapters.http import Http
from chalicelib.adapters.jwks import Jwks
from chalicelib.domain.errors import RetryableError
from fakes.clock import FakeClock
from fakes.telemetry import FakeTelemetry
from fakes.web import answer
from fuzz.canned import answering
from fuzz.issued import ISSUER, KEY
from fuzz.printable import assert_sayable


def check(data: bytes) -> None:
    _look(data)
    try:
        value: object = json.loads(data)
        among = json.dumps({"keys": [value, {**KEY.jwk(), **_members(value), "kid": "its"}, KEY.jwk()]})
    except (ValueError, RecursionError):
        return  # no JSON, which was looked at above
    assert _look(among.encode()) is not None


def _members(value: object) -> dict[str, object]:
    return {str(name): of for name, of in value.items()} if isinstance(value, dict) else {}


def _look(document: bytes) -> RSAPublicKey | None:
    """The issuer's own key."""
    keys = Jwks(ISSUER, Http(answering([answer(body=document)])), FakeClock(), FakeTelemetry())
    try:
        its = keys.key("its")
        assert its is None or 2048 <= its.key_size <= 8192
        return keys.key(KEY.kid)
    except RetryableError as error:
        assert_sayable(str(error))
        return None
