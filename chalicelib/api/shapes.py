"""An object that is shown: declared once, from which both its JSON and its schema come."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from chalicelib.api.fields import Schema
    from chalicelib.domain.ecs import Json

T = TypeVar("T")

TEXT: Final[Schema] = {"type": "string"}
TEXT_OR_NULL: Final[Schema] = {"type": ["string", "null"]}
TIME: Final[Schema] = {"type": "string", "format": "date-time"}
TIME_OR_NULL: Final[Schema] = {"type": ["string", "null"], "format": "date-time"}
URL_OR_NULL: Final[Schema] = {"type": ["string", "null"], "format": "uri"}
NUMBER: Final[Schema] = {"type": "integer", "minimum": 0}


@frozen
class Member(Generic[T]):
    """`of` takes its value out of what is shown."""

    name: str
    schema: Schema
    of: Callable[[T], Json]
    description: str = ""


@frozen
class Shape(Generic[T]):
    """All members are always there; what is not known is null."""

    title: str
    description: str
    members: tuple[Member[T], ...]

    def json(self, value: T) -> dict[str, Json]:
        return {one.name: one.of(value) for one in self.members}

    def json_or_null(self, value: T | None) -> Json:
        return None if value is None else self.json(value)

    def json_of_all(self, values: Iterable[T]) -> list[Json]:
        return [self.json(one) for one in values]

    def schema(self) -> Schema:
        """JSON Schema, draft 2020-12."""
        return {
            "type": "object",
            "description": self.description,
            "properties": {one.name: _described(one) for one in self.members},
            "required": [one.name for one in self.members],
            "additionalProperties": False,
        }

    @property
    def ref(self) -> Schema:
        """Where `openapi.json` has it."""
        return {"$ref": f"#/components/schemas/{self.title}"}

    @property
    def ref_or_null(self) -> Schema:
        return {"anyOf": [self.ref, {"type": "null"}]}

    @property
    def refs(self) -> Schema:
        return {"type": "array", "items": self.ref}


def instant(at: datetime) -> str:
    """ISO 8601 in UTC to milliseconds, with Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def instant_or_null(at: datetime | None) -> str | None:
    return None if at is None else instant(at)


def _described(member: Member[T]) -> Schema:
    return {**member.schema, "description": member.description} if member.description else member.schema
