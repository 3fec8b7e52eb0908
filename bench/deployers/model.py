"""What all deployers have in common."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bench.images import Pushed
    from bench.subjects import Subject


class Claim(StrEnum):
    """What a deployer says in the end of the image that it was to deploy."""

    SUCCESS = "success"
    FAILURE = "failure"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`claimed_at` is when that was known, in seconds since the epoch; `words` is what was said."""

    claim: Claim
    claimed_at: float
    words: str = ""


class Running(Protocol):
    """A deployment under way; `began` is the moment of the trigger, in seconds since the epoch."""

    @property
    def began(self) -> float: ...

    def wait(self) -> Outcome:
        """Wait for what the deployer has to say."""
        ...

    def drop(self) -> None:
        """Leave it alone from here on; a process is ended."""
        ...


class Deployer(Protocol):
    """`key` is for names of services, `principals` are those of its AWS calls."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def principals(self) -> tuple[str, ...]: ...

    def start(self, subject: Subject, pushed: Pushed, at_most: float | None = None) -> Running:
        """Trigger the deployment; `at_most` seconds is when to give up, where that can be chosen."""
        ...
