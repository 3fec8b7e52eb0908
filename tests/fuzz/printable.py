"""What may be said of garbage: it ends up in logs, statuses and the table."""

from __future__ import annotations

# A version or range of 256 characters, quoted twice with each of them escaped, and some words.
MAX_SAID = 2 * 256 * 10 + 400


def assert_sayable(said: str) -> None:
    """Of a bounded length, and text that UTF-8 can carry."""
    assert len(said) <= MAX_SAID, f"{len(said)} characters are said of garbage: {said[:80]!r}"
    said.encode()


def assert_one_line(said: str) -> None:
    """Likewise, and no control character is passed on."""
    assert_sayable(said)
    assert said.isprintable(), repr(said)
