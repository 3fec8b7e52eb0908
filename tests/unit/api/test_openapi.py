"""The API's description is valid, and says what is checked and answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from builders import digest
from chalicelib.api.bodies import DEPLOY, HOLD, ROLLBACK, Body
from chalicelib.api.edge import VIEWS
from chalicelib.api.mistakes import InvalidError
from chalicelib.api.openapi import document, document_text
from chalicelib.api.operations import OPERATIONS
from described import DOCUMENT, operation, resolved, schema_of
from front import BASE, ID

# The table "Contract: HTTP" of the design.
CONTRACT = {
    ("POST", "/services/{name}/deployments"),
    ("GET", "/deployments/{id}"),
    ("GET", "/services"),
    ("GET", "/services/{name}"),
    ("POST", "/services/{name}/rollback"),
    ("PUT", "/services/{name}/hold"),
    ("DELETE", "/services/{name}/hold"),
    ("POST", "/deployments/{id}/stop"),
    ("GET", "/badges/{name}.svg"),
    ("GET", "/badges/{name}.json"),
    ("GET", "/openapi.json"),
}
OPEN = {"badge_svg", "badge_json", "openapi"}


def valid(schema: dict[str, Any], value: object) -> bool:
    return Draft202012Validator(schema_of(schema)).is_valid(value)


def schemas() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = DOCUMENT["components"]["schemas"]
    return found


def test_the_document_is_valid_openapi_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors()) == []


@pytest.mark.parametrize("name", schemas())
def test_its_schemas_are_valid(name: str) -> None:
    Draft202012Validator.check_schema(schemas()[name])


def test_it_has_every_route_of_the_contract_and_no_other() -> None:
    assert {(method.upper(), path) for path, item in DOCUMENT["paths"].items() for method in item} == CONTRACT


def test_every_operation_that_it_describes_is_answered() -> None:
    assert {one.route.id for one in OPERATIONS} == set(VIEWS)


def test_badges_and_the_document_are_open_and_all_else_is_not() -> None:
    assert DOCUMENT["security"] == [{"operator": []}, {"pipeline": []}]
    assert {one.route.id for one in OPERATIONS if operation(one.route.id).get("security") == []} == OPEN


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.route.id)
def test_refusals_are_problems(one: Any) -> None:
    for status, response in operation(one.route.id)["responses"].items():
        if int(status) >= 400:
            assert list(resolved(response)["content"]) == ["application/problem+json"]


@pytest.mark.parametrize("status", ["401", "403", "422"])
def test_what_is_not_open_can_be_refused(status: str) -> None:
    assert {one.route.id for one in OPERATIONS if status not in operation(one.route.id)["responses"]} in (
        OPEN,
        set(),
    )


def test_every_object_lists_all_of_its_members() -> None:
    open_ended = [name for name, one in schemas().items() if one.get("additionalProperties") is not False]

    assert open_ended == []


@pytest.mark.parametrize("name", [name for name, one in schemas().items() if "examples" in one])
def test_examples_of_what_is_answered_obey(name: str) -> None:
    for example in schemas()[name]["examples"]:
        Draft202012Validator(schema_of(schemas()[name])).validate(example)


def test_examples_of_what_is_asked_and_refused_obey() -> None:
    bodies = [one["requestBody"] for one in map(operation, VIEWS) if "requestBody" in one]
    problems = list(DOCUMENT["components"]["responses"].values())

    for content in [media for one in [*bodies, *problems] for media in one["content"].values()]:
        Draft202012Validator(schema_of(content["schema"])).validate(content["example"])
    for one in [each for identity in VIEWS for each in operation(identity)["parameters"]]:
        Draft202012Validator(one["schema"]).validate(one["example"])


@pytest.mark.parametrize(
    ("body", "document"),
    [
        (DEPLOY, {"tag": "v2"}),
        (DEPLOY, {"digest": digest("v2"), "force": True}),
        (DEPLOY, {"commit": "1f2e3d4"}),
        (DEPLOY, {"force": True}),
        (DEPLOY, {}),
        (DEPLOY, {"tag": ""}),
        (DEPLOY, {"tag": None}),
        (DEPLOY, {"tag": "a" * 129}),
        (DEPLOY, {"tag": "v2", "digest": "sha256:abc"}),
        (DEPLOY, {"tag": "v2", "force": "yes"}),
        (DEPLOY, {"tag": "v2", "more": 1}),
        (ROLLBACK, {}),
        (ROLLBACK, {"to": ID}),
        (ROLLBACK, {"to": "web"}),
        (HOLD, {}),
        (HOLD, {"reason": "größer 🚀"}),
        (HOLD, {"reason": " x"}),
        (HOLD, {"reason": "a\u202eb"}),
        (HOLD, {"reason": "a" * 201}),
    ],
)
def test_what_is_described_is_what_is_checked(body: Body, document: dict[str, object]) -> None:
    described = valid(schemas()[body.title], document)

    try:
        body.read(json.dumps(document).encode(), "application/json")
    except InvalidError:
        assert not described
    else:
        assert described


def test_it_is_served_from_its_own_address() -> None:
    assert document(BASE)["servers"] == [{"url": BASE}]
    assert json.loads(document_text(BASE)) == document(BASE)


def test_it_is_made_once() -> None:
    assert document_text(BASE) is document_text(BASE)
