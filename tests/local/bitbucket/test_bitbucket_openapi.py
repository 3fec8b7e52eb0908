"""The stand-in against Bitbucket's official OpenAPI description, `openapi.json`."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from slipway.local.bitbucket.app import create_app
from slipway.local.bitbucket.keys import SigningKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

OFFICIAL = json.loads(Path(__file__).with_name("openapi.json").read_text())
KEY = SigningKey.generate()
PREFIX = "/2.0"
COMMIT = "/repositories/{workspace}/{repo_slug}/commit/{commit}"
OIDC = "/workspaces/{workspace}/pipelines-config/identity/oidc"
PLACES = {"workspace": "acme", "repo_slug": "shop-api", "commit": "a" * 40, "key": "deploy"}
FULL = {
    "key": "deploy",
    "state": "INPROGRESS",
    "url": "https://example.com/1",
    "name": "Deploy shop",
    "description": "on its way",
    "refname": "main",
}
LEAST = {"key": "least", "state": "STOPPED", "url": "https://example.com/2"}

formats = FormatChecker()


@formats.checks("date-time", raises=ValueError)
def is_date_time(value: object) -> bool:
    return datetime.fromisoformat(str(value)).tzinfo is not None


@formats.checks("uri")
def is_uri(value: object) -> bool:
    return bool(urlsplit(str(value)).netloc)


@pytest.fixture
def app() -> Flask:
    return create_app("http://127.0.0.1:4567", key=KEY)


@pytest.fixture
def bitbucket(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer token"
    return client


def described(path: str, method: str) -> dict[str, Any]:
    operation: dict[str, Any] = OFFICIAL["paths"][path][method.lower()]
    return operation


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    document = {**schema, "components": OFFICIAL["components"]}
    return Draft202012Validator(document, format_checker=formats)


def ask(bitbucket: FlaskClient, method: str, path: str, body: object = None, **places: str) -> TestResponse:
    return bitbucket.open(PREFIX + path.format(**{**PLACES, **places}), method=method, json=body)


def implemented(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(f"{PREFIX}/"):
            path = re.sub(r"<(\w+)>", r"{\1}", rule.rule.removeprefix(PREFIX))
            yield from ((method, path) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"})


ANSWERS = [
    ("POST", f"{COMMIT}/statuses/build", FULL, {}, 201),
    ("POST", f"{COMMIT}/statuses/build", LEAST, {}, 201),
    ("POST", f"{COMMIT}/statuses/build", FULL, {"commit": "nonsense"}, 404),
    ("GET", f"{COMMIT}/statuses/build/{{key}}", None, {}, 200),
    ("GET", f"{COMMIT}/statuses/build/{{key}}", None, {"key": "other"}, 404),
    ("PUT", f"{COMMIT}/statuses/build/{{key}}", FULL | {"state": "FAILED"}, {}, 200),
    ("PUT", f"{COMMIT}/statuses/build/{{key}}", FULL | {"key": "other"}, {"key": "other"}, 404),
    ("GET", f"{COMMIT}/statuses", None, {}, 200),
    ("GET", f"{COMMIT}/statuses", None, {"commit": "nonsense"}, 404),
    ("GET", COMMIT, None, {}, 200),
    ("GET", COMMIT, None, {"commit": "abcdef0"}, 404),
    ("GET", f"{OIDC}/.well-known/openid-configuration", None, {}, 200),
    ("GET", f"{OIDC}/keys.json", None, {}, 200),
]


def test_nothing_is_implemented_that_the_official_description_does_not_have(app: Flask) -> None:
    official = {(method.upper(), path) for path, methods in OFFICIAL["paths"].items() for method in methods}
    assert set(implemented(app)) - official == set()


def test_every_implemented_operation_is_held_to_the_description_here(app: Flask) -> None:
    assert set(implemented(app)) == {(method, path) for method, path, _, _, _ in ANSWERS}


@pytest.mark.parametrize(("method", "path", "body", "places", "status"), ANSWERS)
def test_an_answer_is_as_described(
    bitbucket: FlaskClient,
    method: str,
    path: str,
    body: object,
    places: dict[str, str],
    status: int,
) -> None:
    for existing in (FULL, LEAST):
        ask(bitbucket, "POST", f"{COMMIT}/statuses/build", existing)

    answer = ask(bitbucket, method, path, body, **places)

    assert answer.status_code == status
    content = described(path, method)["responses"][str(status)].get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    validator(schema).validate(answer.get_json())


@pytest.mark.parametrize(("method", "path", "body"), [row[:3] for row in ANSWERS if row[2]])
def test_a_body_that_is_taken_is_as_described_but_for_the_type_that_bodies_leave_out(
    method: str, path: str, body: object
) -> None:
    schemas = deepcopy(OFFICIAL["components"]["schemas"])
    schemas["object"].pop("required")
    schema = described(path, method)["requestBody"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": {"schemas": schemas}}, format_checker=formats).validate(
        body
    )


@pytest.mark.parametrize(
    ("credential", "body", "status"),
    [("Bearer token", {}, 400), ("Bearer forbidden", FULL, 403), ("", FULL, 401)],
)
def test_a_refusal_has_the_shape_of_the_error_schema(
    bitbucket: FlaskClient, credential: str, body: object, status: int
) -> None:
    bitbucket.environ_base["HTTP_AUTHORIZATION"] = credential

    answer = ask(bitbucket, "POST", f"{COMMIT}/statuses/build", body)

    assert answer.status_code == status
    validator({"$ref": "#/components/schemas/error"}).validate(answer.get_json())
