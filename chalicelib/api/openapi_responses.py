"""The refusals and headers that operations have in common, as OpenAPI describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib.api.problems import (
    BROKEN,
    BUSY,
    FORBIDDEN,
    MEDIA,
    THROTTLED,
    TITLES,
    TOO_LARGE,
    UNAUTHORISED,
)

if TYPE_CHECKING:
    from chalicelib.api.fields import Schema

HEADERS: Final[Schema] = {
    "Location": {"description": "Where the deployment is.", "schema": {"type": "string"}},
    "ETag": {"description": "Changes with the content.", "schema": {"type": "string"}},
    "Cache-Control": {"description": "Ask again, with If-None-Match.", "schema": {"type": "string"}},
    "WWW-Authenticate": {"description": "How to say who asks.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}},
}
_DETAILS: Final = {
    400: "The body is no JSON: Expecting value at line 1, column 1; correct it there.",
    401: UNAUTHORISED,
    403: FORBIDDEN,
    404: "There is no such service in the mapping.",
    409: "The deployment has ended: there is nothing to stop.",
    413: TOO_LARGE,
    415: "The body's Content-Type is not JSON; send the header Content-Type: application/json.",
    422: "Body tga: there is no such field; the fields are tag, digest, commit, force.",
    429: THROTTLED,
    500: BROKEN,
    503: BUSY,
    504: BUSY,
}


def problem_ref(status: int) -> Schema:
    """Where the description of that refusal is."""
    return {"$ref": f"#/components/responses/{_name(status)}"}


def _name(status: int) -> str:
    return TITLES[status].replace(" ", "")


def _response(status: int) -> Schema:
    example: Schema = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "detail": _DETAILS[status],
    }
    names = {401: "WWW-Authenticate", 503: "Retry-After"}
    headers: Schema = (
        {names[status]: {"$ref": f"#/components/headers/{names[status]}"}} if status in names else {}
    )
    return {
        "description": TITLES[status],
        "headers": headers,
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
    }


PROBLEMS: Final[Schema] = {_name(status): _response(status) for status in TITLES}
