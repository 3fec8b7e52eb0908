"""A rule that text must obey: what it is called, how it looks, and what to write instead."""

from __future__ import annotations

import re

from chalicelib.domain.frozen import frozen

MAX_SHOWN = 60


class RuleBrokenError(ValueError):
    """`message` says what is wrong with which value, `hint` what to write instead; `str()` gives both."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message}; {hint}")
        self.message = message
        self.hint = hint


@frozen
class Rule:
    """`rule(value)` gives the text back or raises RuleBrokenError.

    `what` is a noun with its article, `pattern` a regular expression for the whole text that means the same
    in Python and in JSON Schema, `hint` an instruction, `example` a value that obeys.
    """

    what: str
    pattern: str
    hint: str
    example: str
    shortest: int = 1
    longest: int = 255

    def __call__(self, value: object) -> str:
        text = text_of(value)
        if not self.shortest <= len(text) <= self.longest or not re.fullmatch(self.pattern, text):
            raise RuleBrokenError(f"{shown(text)} is not {self.what}", self.advice)
        return text

    @property
    def advice(self) -> str:
        return f"{self.hint}, for example {self.example}"


def text_of(value: object) -> str:
    """The value itself when it is text; else RuleBrokenError says what YAML made of it."""
    if isinstance(value, str):
        return value
    if value is None:
        raise RuleBrokenError("nothing is written here", "give it a value or leave the key out")
    if isinstance(value, list | dict):
        kind = "list" if isinstance(value, list) else "block of keys"
        raise RuleBrokenError(f"a {kind} stands where text belongs", "write one text")
    raise RuleBrokenError(
        f"{shown(value)} is not text: YAML reads it as {type(value).__name__}", "put it in quotes"
    )


def shown(value: object) -> str:
    """The value for a message: escaped, and cut when long."""
    try:
        text = repr(value)
    except ValueError:
        return "a number of too many digits"  # Python writes no more than 4300
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 3]}..."
