"""What can be wrong with a request before anybody is asked to carry it out."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from chalicelib.domain.errors import SlipwayError, UnprocessableError
from chalicelib.domain.frozen import frozen
from chalicelib.domain.rule import MAX_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

# 64 KiB hold thousands of unknown fields; whoever sent that many is not helped by the name of each.
MAX_NAMED: Final = 100


class TooLargeError(SlipwayError):
    """The body is longer than anything that could be meant."""


class MalformedError(SlipwayError):
    """The body is no JSON object, or not one that everybody reads alike."""


class UnsupportedMediaError(SlipwayError):
    """The body says that it is something else than JSON in UTF-8."""


class Place(StrEnum):
    """The part of a request where a mistake was made."""

    BODY = "body"
    QUERY = "query"
    HEADER = "header"
    PATH = "path"


@frozen
class Mistake:
    """`name` of a field, parameter or header, `says` what is wrong with it and what to write instead."""

    place: Place
    name: str
    says: str


class InvalidError(UnprocessableError):
    """Well-formed, but not what can be asked: `mistakes` has each, up to a hundred; `str()` says them in a row."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        every = tuple(mistakes)
        self.mistakes = every[:MAX_NAMED]
        said = [f"{one.place} {one.name}: {one.says}" for one in self.mistakes]
        more = len(every) - len(self.mistakes)
        super().__init__(". ".join([*said, f"And {more} more"] if more else said))


def plain(name: str) -> str:
    """A name that somebody sent, for a message: escaped, and cut when long."""
    text = repr(name)[1:-1]
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 3]}..."
