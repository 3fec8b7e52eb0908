"""JSON request bodies, read strictly: a mistake is told, never guessed around."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, TypeAlias

from flask import request

from slipway.local.bitbucket.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Collection

Json: TypeAlias = "dict[str, object]"


def json_object(allowed: Collection[str] | None = None) -> Json:
    """Read the body, a JSON object; with `allowed`, only fields of these names. Anything else is a 400."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ApiError(
            HTTPStatus.BAD_REQUEST,
            "The body is not a JSON object. Send one, with Content-Type: application/json.",
        )
    unknown = sorted(set(body) - set(allowed)) if allowed is not None else []
    if unknown:
        raise ApiError(
            HTTPStatus.BAD_REQUEST,
            f"Unknown fields: {', '.join(unknown)}. Allowed: {', '.join(sorted(allowed or ()))}.",
        )
    return body


def number(body: Json, name: str, default: float) -> float:
    """Read `body[name]`, a number that is not negative, else a 400."""
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ApiError(HTTPStatus.BAD_REQUEST, f"{name}: a number of at least 0 is wanted, not {value!r}.")
    return value


def text(body: Json, name: str, default: str) -> str:
    """Read `body[name]`, a string, else a 400."""
    value = body.get(name, default)
    if not isinstance(value, str):
        raise ApiError(HTTPStatus.BAD_REQUEST, f"{name}: a string is wanted, not {value!r}.")
    return value


def mapping(body: Json, name: str) -> Json:
    """Read `body[name]`, an object, empty when absent, else a 400."""
    value = body.get(name, {})
    if not isinstance(value, dict):
        raise ApiError(HTTPStatus.BAD_REQUEST, f"{name}: an object is wanted, not {value!r}.")
    return value


def flag(body: Json, name: str) -> bool:
    """Read `body[name]`, true or false, false when absent, else a 400."""
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise ApiError(HTTPStatus.BAD_REQUEST, f"{name}: true or false is wanted, not {value!r}.")
    return value
