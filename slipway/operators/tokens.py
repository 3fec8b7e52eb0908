"""Operators' tokens: made here, shown once, kept by nobody but their owner."""

from __future__ import annotations

from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

_BYTES: Final = 32
# So that people and scanners of leaked secrets know what they have found.
PREFIX: Final = "slipway_"


def new_token() -> str:
    """256 random bits, in characters that a bearer token may have."""
    return PREFIX + token_urlsafe(_BYTES)


def hash_of(token: str) -> str:
    """What is stored: the SHA-256, in hex."""
    return sha256(token.encode()).hexdigest()
