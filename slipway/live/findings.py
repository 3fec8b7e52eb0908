"""What was found of one service, and how much it matters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """A mistake keeps deployments from working; a warning is something that people should know."""

    OK = "ok"
    WARNING = "warning"
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` is the kind of thing looked at, such as "cluster"; `hint` says what to do, empty when nothing."""

    level: Level
    service: str
    about: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Unseen:
    """What could not be looked at, why, and what to do. `role`: it was the mapping's role that let nobody in."""

    message: str
    hint: str
    role: bool = False


def mistake(service: str, about: str, message: str, hint: str) -> Finding:
    return Finding(Level.MISTAKE, service, about, message, hint)


def warning(service: str, about: str, message: str, hint: str) -> Finding:
    return Finding(Level.WARNING, service, about, message, hint)


def fine(service: str, about: str, message: str) -> Finding:
    return Finding(Level.OK, service, about, message)


def unseen(service: str, about: str, why: Unseen) -> Finding:
    """What nobody could look at is no proof of anything, so it is a mistake."""
    return mistake(service, about, why.message, why.hint)
