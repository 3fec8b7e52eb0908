"""What can be wrong with the form of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    UNKNOWN = "unknown"
    """A member that the operation's output has not got: the SDK drops it."""
    MISSING = "missing"
    """A member that the output requires."""
    TYPE = "type"
    """Another type than the member's, null included."""
    ENUM = "enum"
    """A word that is not among those the member may have."""
    STATUS = "status"
    """Another HTTP status than the operation's own for success."""
    ERROR = "error"
    """An error code that neither the operation nor AWS's list of common errors has."""
    UNREADABLE = "unreadable"
    """Not what the service's protocol says: no JSON, no XML, another wrapper."""


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """One thing wrong with one answer.

    `member` leads there, `[]` for any item of a list and `{}` for any value of a map: `services[].events[].id`.
    `note` says what was found, without telling a value but for words that should be of an enum.
    """

    kind: Kind
    member: str
    note: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    service: str
    operation: str
    flaw: Flaw

    @property
    def name(self) -> str:
        """What identifies it from run to run."""
        return f"{self.service}:{self.operation} {self.flaw.kind} {self.flaw.member}"
