"""The mapping's JSON Schema, so that an editor completes and underlines while one types."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from slipway.mapping.model import MappingFile

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

TITLE = "Slipway's mapping (services.yaml)"


class _WithoutFieldTitles(GenerateJsonSchema):
    """Leaves out titles that only repeat the key."""

    def field_title_should_be_set(self, schema: CoreSchema) -> bool:
        del schema
        return False


def schema() -> dict[str, Any]:
    """Return the schema in draft 2020-12."""
    generated = MappingFile.model_json_schema(schema_generator=_WithoutFieldTitles)
    return {"$schema": GenerateJsonSchema.schema_dialect, **generated, "title": TITLE}


def schema_text() -> str:
    """Return the schema as the file `docs/services.schema.json` has it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
