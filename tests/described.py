"""Replies held against what `openapi.json` says of them."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from chalicelib.api.exchange import Reply
from chalicelib.api.openapi import document

DOCUMENT: dict[str, Any] = document("https://deploy.example.com/api")


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """What a reference leads to; anything else as it is."""
    while "$ref" in part:
        found: Any = DOCUMENT
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def operation(identity: str) -> dict[str, Any]:
    every = (one for item in DOCUMENT["paths"].values() for one in item.values())
    return next(one for one in every if one["operationId"] == identity)


def schema_of(part: dict[str, Any]) -> dict[str, Any]:
    """A schema that stands by itself."""
    return {**part, "components": DOCUMENT["components"]}


def must_be_as_described(identity: str, reply: Reply) -> None:
    """The status is listed, the headers and the media type are named, the body obeys its schema."""
    response = resolved(operation(identity)["responses"][str(reply.status)])
    missing = set(response.get("headers", {})) - set(reply.headers)
    assert not missing, f"{missing} should be there"
    if not reply.body:
        assert "content" not in response
        return
    media = reply.headers["Content-Type"].partition(";")[0]
    schema = schema_of(response["content"][media]["schema"])
    body = json.loads(reply.body) if media.endswith("json") else reply.body
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(body)
