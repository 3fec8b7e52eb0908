"""The issuer's signing key, and JWTs made with it: good ones, and bad ones on purpose."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import HMACAlgorithm, RSAAlgorithm, get_default_algorithms

if TYPE_CHECKING:
    from collections.abc import Mapping

BITS = 2048


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One RSA key; `kid` names it in JWT headers and in the published keys."""

    private: rsa.RSAPrivateKey
    kid: str

    @classmethod
    def generate(cls) -> SigningKey:
        private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
        der = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return cls(private, sha256(der).hexdigest()[:32])

    @property
    def public_pem(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def jwk(self) -> dict[str, object]:
        """Give the public half, as RFC 7517 publishes it."""
        public = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.kid,
            "n": public["n"],
            "e": public["e"],
        }

    def sign(self, headers: Mapping[str, object], claims: Mapping[str, object], algorithm: str) -> str:
        """Make a compact JWS (RFC 7515), signed by `algorithm` whatever its headers say.

        `none`, however spelled, leaves the signature empty. HS* takes the public key's PEM for its secret:
        the key confusion attack, which PyJWT's own `encode` declines to make.

        Raises:
            ValueError: an algorithm that is neither RS*, PS*, HS* nor none.

        """
        signed = f"{_base64url(_json(headers))}.{_base64url(_json(claims))}"
        return f"{signed}.{_base64url(self._signature(signed.encode(), algorithm))}"

    def _signature(self, signed: bytes, algorithm: str) -> bytes:
        if algorithm.lower() == "none":
            return b""
        known = get_default_algorithms().get(algorithm)
        if isinstance(known, HMACAlgorithm):
            return known.sign(signed, self.public_pem)
        if isinstance(known, RSAAlgorithm):
            return known.sign(signed, self.private)
        raise ValueError(
            f"{algorithm!r} is no algorithm this key signs with: use RS256, PS256, HS256 or none."
        )


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
