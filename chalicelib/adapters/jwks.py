"""An issuer's published keys (RFC 7517): RSA keys for signatures, read seldom and bridged for an hour."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWTError
from jwt.algorithms import RSAAlgorithm

from chalicelib.adapters.remembered import Pace, Remembered
from chalicelib.domain.errors import RetryableError

if TYPE_CHECKING:
    from chalicelib.adapters.http import Http
    from chalicelib.ports import Clock, Telemetry

PACE: Final = Pace(
    fresh=timedelta(minutes=10),
    bridged=timedelta(hours=1),
    cooldown=timedelta(seconds=30),
)
LARGEST: Final = 64 * 1024
_BITS: Final = range(2048, 8192 + 1)


class Jwks:
    """The keys at one fixed address: no URL is ever taken from a token."""

    def __init__(self, url: str, http: Http, clock: Clock, telemetry: Telemetry) -> None:
        self._url = url
        self._http = http
        self._keys = Remembered(self._read, PACE, clock, telemetry)

    def key(self, kid: str) -> RSAPublicKey | None:
        """None when the issuer has no such key. Raises RetryableError when there are no keys to look among."""
        return self._keys.find(lambda keys: keys.get(kid))

    def _read(self) -> dict[str, RSAPublicKey]:
        body = self._http.send("GET", self._url, headers={"Accept": "application/json"})
        if len(body) > LARGEST:
            raise RetryableError(f"GET {self._url}: the keys are longer than {LARGEST} bytes")
        keys = _keys(body)
        if not keys:
            raise RetryableError(f"GET {self._url}: the answer holds no key that could be used")
        return keys


def _keys(body: bytes) -> dict[str, RSAPublicKey]:
    try:
        listed = json.loads(body)["keys"]
        return {one["kid"]: key for one in listed if (key := _key(one)) is not None}
    except (LookupError, TypeError, ValueError, RecursionError):
        return {}


def _key(jwk: Any) -> RSAPublicKey | None:
    """Of what cannot be used, keys of another kind for example, nothing is made."""
    if not isinstance(jwk, dict) or not isinstance(jwk.get("kid"), str) or jwk.get("kty") != "RSA":
        return None
    if jwk.get("use", "sig") != "sig" or jwk.get("alg", "RS256") != "RS256":
        return None
    try:
        # Only the public members: with a private one, PyJWT would make a private key.
        made = RSAAlgorithm.from_jwk({"kty": "RSA", "n": jwk["n"], "e": jwk["e"]})
    except (PyJWTError, LookupError, TypeError, ValueError, AttributeError):
        return None
    return made if isinstance(made, RSAPublicKey) and made.key_size in _BITS else None
