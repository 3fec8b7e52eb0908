"""A value that may be asked for: declared once, from which both its check and its schema come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from chalicelib.domain.frozen import frozen
from chalicelib.domain.rule import RuleBrokenError, shown

if TYPE_CHECKING:
    from chalicelib.domain.ecs import Json
    from chalicelib.domain.rule import Rule

Value: TypeAlias = str | bool | int
Schema: TypeAlias = "dict[str, Json]"

_WHOLE: Final = re.compile(r"0|[1-9][0-9]{0,8}")


class Check(Protocol):
    """Takes what was sent, gives it back as it is meant, or raises RuleBrokenError."""

    def __call__(self, value: object) -> Value: ...

    def schema(self) -> Schema:
        """JSON Schema, draft 2020-12."""
        ...

    @property
    def example(self) -> Value: ...


@frozen
class Text:
    """Text that obeys a rule."""

    rule: Rule

    def __call__(self, value: object) -> str:
        if not isinstance(value, str):
            raise RuleBrokenError(f"{kind_of(value)} stands where text belongs", self.rule.advice)
        return self.rule(value)

    def schema(self) -> Schema:
        return {
            "type": "string",
            "minLength": self.rule.shortest,
            "maxLength": self.rule.longest,
            "pattern": f"^(?:{self.rule.pattern})$",
        }

    @property
    def example(self) -> str:
        return self.rule.example


@frozen
class Flag:
    """True or false; false when it is left out."""

    def __call__(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise RuleBrokenError(
                f"{kind_of(value)} stands where true or false belongs", "write true or false"
            )
        return value

    def schema(self) -> Schema:
        return {"type": "boolean", "default": False}

    @property
    def example(self) -> bool:
        return True


@frozen
class Count:
    """A whole number as a query string has it."""

    lowest: int
    highest: int
    default: int

    def __call__(self, value: object) -> int:
        text = str(value)
        if not _WHOLE.fullmatch(text) or not self.lowest <= int(text) <= self.highest:
            hint = f"write a whole number, {self.lowest} to {self.highest}"
            raise RuleBrokenError(f"{shown(text)} cannot be", hint)
        return int(text)

    def schema(self) -> Schema:
        return {
            "type": "integer",
            "minimum": self.lowest,
            "maximum": self.highest,
            "default": self.default,
        }

    @property
    def example(self) -> int:
        return self.default


@frozen
class Anything:
    """Text that is only ever compared."""

    example: str

    def __call__(self, value: object) -> str:
        return str(value)

    def schema(self) -> Schema:
        return {"type": "string"}


@frozen
class Field:
    """One member of a body."""

    name: str
    check: Check
    description: str


def kind_of(value: object) -> str:
    """What JSON calls a value, with its article."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "an object"
