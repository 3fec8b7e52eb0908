"""The API's description, OpenAPI 3.1, generated from what checks requests and makes replies."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from chalicelib.api import bodies, presenter, problems
from chalicelib.api.examples import EXAMPLES
from chalicelib.api.openapi_paths import operation_object
from chalicelib.api.openapi_responses import HEADERS, PROBLEMS
from chalicelib.api.operations import OPERATIONS

if TYPE_CHECKING:
    from chalicelib.api.fields import Schema
    from chalicelib.domain.ecs import Json

API_VERSION: Final = "1.0.0"
_ABOUT: Final = (
    "Deploys images from ECR to the ECS services mapped to them, rolls back, holds, stops, and tells how it went. "
    "Errors are `application/problem+json` (RFC 9457); their `detail` says what to do."
)
_SHAPES: Final = (
    presenter.TASKS,
    presenter.CHANGE,
    presenter.DEPLOYMENT,
    presenter.HELD,
    presenter.CURRENT,
    presenter.SERVICE,
    presenter.SERVICES,
)
_BODIES: Final = (bodies.DEPLOY, bodies.ROLLBACK, bodies.HOLD, bodies.NOTHING)
# https://shields.io/badges/endpoint-badge
_BADGE: Final[Schema] = {
    "type": "object",
    "description": "What Shields draws a badge from.",
    "properties": {
        "schemaVersion": {"const": 1},
        "label": {"type": "string"},
        "message": {"type": "string"},
        "color": {"type": "string"},
        "isError": {"type": "boolean"},
        "cacheSeconds": {"type": "integer"},
    },
    "required": ["schemaVersion", "label", "message", "color", "isError", "cacheSeconds"],
    "additionalProperties": False,
}
_SECURITY: Final[Schema] = {
    "operator": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of a person or script; `slipway operators add NAME` makes one.",
    },
    "pipeline": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The OIDC token of a step of a Bitbucket pipeline, `$BITBUCKET_STEP_OIDC_TOKEN`.",
    },
}


@lru_cache(maxsize=4)
def document_text(base_url: str) -> str:
    """The document as it is served from that address."""
    return json.dumps(document(base_url), separators=(",", ":"))


def document(base_url: str) -> dict[str, Json]:
    """The document for the API at that address."""
    paths: dict[str, Json] = {}
    for one in OPERATIONS:
        item = paths.setdefault(one.route.path, {})
        if isinstance(item, dict):
            item[one.route.method.lower()] = operation_object(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Slipway", "version": API_VERSION, "description": _ABOUT},
        "servers": [{"url": base_url or "/"}],
        "security": [{"operator": []}, {"pipeline": []}],
        "paths": paths,
        "components": _components(),
    }


def _components() -> Schema:
    schemas: Schema = {"Problem": problems.schema(), "Badge": _BADGE}
    schemas |= {one.title: one.schema() for one in _BODIES}
    schemas |= {one.title: {**one.schema(), "examples": [EXAMPLES[one.title]]} for one in _SHAPES}
    return {
        "schemas": schemas,
        "responses": dict(PROBLEMS),
        "headers": dict(HEADERS),
        "securitySchemes": _SECURITY,
    }
