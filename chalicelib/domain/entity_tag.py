"""Entity tags and If-None-Match, as RFC 9110 has them in 8.8.3 and 13.1.2."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# Headers of API Gateway end at 10 KB all together.
MAX_HEADER: Final = 8192

# One member of the list with its comma; members may be empty (5.6.1), and a tag may hold commas itself.
_MEMBER: Final = re.compile(r'[ \t]*(?:(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*)?(?:,|\Z)')


def etag(body: str) -> str:
    """A strong tag, quotes included: the same for the same body alone."""
    return f'"{sha256(body.encode()).hexdigest()[:32]}"'


def matches(if_none_match: str | None, etag: str) -> bool:
    """Whether the client has this already, so that 304 is the answer. A header that is no list matches nothing."""
    if if_none_match is None or len(if_none_match) > MAX_HEADER:
        return False
    if if_none_match.strip(" \t") == "*":
        return True
    # Weak comparison: what goes before the quotes does not count.
    return etag.removeprefix("W/") in set(_members(if_none_match))


def _members(header: str) -> Iterator[str]:
    """The tags up to where the header stops being a list."""
    place = 0
    while place < len(header) and (found := _MEMBER.match(header, place)):
        if found[1]:
            yield found[1]
        place = found.end()
