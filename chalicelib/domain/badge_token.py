"""The token that shows one private badge and nothing else."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from typing import Final

# As long as what Secrets Manager makes when it is asked for no length.
MIN_KEY: Final = 32
# 192 bits, which base64 writes without padding.
_BYTES: Final = 24
TOKEN_LENGTH: Final = 32

# What the key signs for this purpose begins like nothing it signs for another.
_PURPOSE: Final = b"slipway badge v1\0"


def token(key: bytes, service: str) -> str:
    """32 characters that may stand in a URL as they are. Raises ValueError for a key of under 32 bytes."""
    if len(key) < MIN_KEY:
        raise ValueError(
            f"the key for badges has {len(key)} bytes and needs {MIN_KEY}: make a longer secret, "
            "and print the badges anew, for their tokens change with it"
        )
    signature = hmac.digest(key, _PURPOSE + service.encode("utf-8", "surrogatepass"), "sha256")
    return urlsafe_b64encode(signature[:_BYTES]).decode("ascii")


def token_matches(key: bytes, service: str, given: str | None) -> bool:
    """Whether that is the service's token, told in a time that does not depend on how nearly it is.

    Raises ValueError for a key of under 32 bytes, whatever was given.
    """
    expected = token(key, service)
    if given is None or len(given) != TOKEN_LENGTH or not given.isascii():
        return False
    return hmac.compare_digest(expected, given)
