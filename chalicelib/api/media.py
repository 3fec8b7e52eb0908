"""Whether a body says of itself that it is JSON."""

from __future__ import annotations

import re
from typing import Final

from chalicelib.api.mistakes import UnsupportedMediaError

_JSON: Final = re.compile(r"application/(?:json|[\w.!#$&^-]{1,64}\+json)", re.ASCII)
_CHARSET: Final = re.compile(r'charset\s*=\s*"?([^\s";]*)', re.IGNORECASE)
_UTF_8: Final = frozenset({"utf-8", "utf8", "us-ascii"})
ADVICE: Final = "send the header Content-Type: application/json"


def must_be_json(content_type: str | None) -> None:
    """Raise UnsupportedMediaError for anything but JSON in UTF-8; a body that says nothing is taken for it."""
    if not content_type:
        return
    media, _, parameters = content_type.partition(";")
    if not _JSON.fullmatch(media.strip().lower()):
        raise UnsupportedMediaError(f"the body's Content-Type is not JSON; {ADVICE}")
    charset = _CHARSET.search(parameters)
    if charset is not None and charset[1].lower() not in _UTF_8:
        raise UnsupportedMediaError(f"the body's charset is not UTF-8; {ADVICE}")
