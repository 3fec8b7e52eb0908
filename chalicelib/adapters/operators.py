"""Operators' tokens, of which only the SHA-256 is kept: a secret holds `{name: 64 hex digits}`."""

from __future__ import annotations

import hmac
import re
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from chalicelib.adapters.remembered import Pace, Remembered
from chalicelib.domain.caller import OPERATOR_NAME
from chalicelib.domain.rule import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chalicelib.ports import Clock, Telemetry

# One who was removed is out within a minute (five while Secrets Manager is out of reach), one who was added is in
# within ten seconds; that is also how often made-up tokens can make this ask.
PACE: Final = Pace(
    fresh=timedelta(seconds=60),
    bridged=timedelta(minutes=5),
    cooldown=timedelta(seconds=10),
)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class SecretOperators:
    """The `Operators` port over a secret.

    `read` asks for the secret itself and raises RetryableError when it is missing, malformed or out of reach:
    nobody is known then. A single entry that is malformed is nobody's.
    """

    def __init__(self, read: Callable[[], Mapping[str, str]], clock: Clock, telemetry: Telemetry) -> None:
        self._hashes = Remembered(lambda: _sound(read()), PACE, clock, telemetry)

    def named(self, token: str) -> str | None:
        presented = sha256(token.encode()).hexdigest()
        return self._hashes.find(lambda hashes: _owner(hashes, presented))


def _owner(hashes: Mapping[str, str], presented: str) -> str | None:
    """Compared with every entry, in constant time: how long it takes tells nothing."""
    found = None
    for name, kept in hashes.items():
        if hmac.compare_digest(kept, presented):
            found = name
    return found


def _sound(entries: Mapping[str, str]) -> dict[str, str]:
    sound = {name: kept.lower() for name, kept in entries.items() if _is_name(name)}
    return {name: kept for name, kept in sound.items() if _SHA256.fullmatch(kept)}


def _is_name(name: str) -> bool:
    try:
        OPERATOR_NAME(name)
    except RuleBrokenError:
        return False
    return True
