"""Lets a pydantic field obey a rule of the domain, and an editor know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

from chalicelib.domain.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler


@dataclass(frozen=True, slots=True)
class Ruled:
    """Annotates a field with a rule (it raises ValueError) and with what JSON Schema can say of it."""

    rule: Callable[[Any], object]
    schema: dict[str, Any] | None = None

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        del source, handler
        return core_schema.no_info_plain_validator_function(self._checked)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        del schema, handler
        if self.schema is not None:
            return dict(self.schema)
        return text_schema(self.rule) if isinstance(self.rule, Rule) else {"type": "string"}

    def _checked(self, value: object) -> object:
        self.rule(value)
        return value


def text_schema(rule: Rule) -> dict[str, Any]:
    """Return the rule in JSON Schema, whose patterns are searched for and so need anchors."""
    return {
        "type": "string",
        "pattern": f"^(?:{rule.pattern})$",
        "minLength": rule.shortest,
        "maxLength": rule.longest,
    }
