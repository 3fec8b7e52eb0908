"""Long names in a few letters, for tables; `--json` has them whole."""

from __future__ import annotations

import re
from typing import Final

_UUID: Final = re.compile(r"\{?\b([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b\}?")
_DIGEST: Final = re.compile(r"\bsha256:([0-9a-f]{12})[0-9a-f]{52}\b")
_COMMIT: Final = re.compile(r"(?<![0-9a-f])([0-9a-f]{9})[0-9a-f]{31}(?![0-9a-f])")


def shortened(text: str) -> str:
    """UUIDs to 8 characters, digests to 12, commits to 9."""
    return _COMMIT.sub(r"\1", _DIGEST.sub(r"sha256:\1", _UUID.sub(r"\1", text)))


def short_id(service: str, deployment: str) -> str:
    """A deployment's id without the service that it begins with: `YYYYMMDDThhmmss.HASH`, 24 characters."""
    return deployment.removeprefix(f"{service}.")


def whole_id(service: str, given: str) -> str:
    """The opposite of `short_id`; a whole id, of whichever service, stays as it is."""
    # No service's name has a dot, and what begins with one is short by nothing but the service.
    return given if given.count(".") > 1 else f"{service}.{given}"
