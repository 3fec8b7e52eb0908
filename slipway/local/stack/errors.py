"""What can go wrong while the local stack starts."""

from __future__ import annotations


class StackError(Exception):
    """The local stack cannot run; the message says what to do."""
