"""What API Gateway answers by itself looks like what the API answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from chalicelib.api.problems import problem_of, schema
from chalicelib.domain.errors import UnauthorisedError

TEMPLATE = Path(__file__).parents[3] / "infra" / "api.yaml"
EXTENSION = "x-amazon-apigateway-gateway-responses"
HEADER = "gatewayresponse.header."
VARIABLES = {"$context.error.messageString": '"words of API Gateway"', "$context.requestId": "an-id"}


class Loader(yaml.SafeLoader):
    """Takes CloudFormation's functions for nothing: none is in what API Gateway answers."""


Loader.add_multi_constructor("!", lambda *_: None)


def responses() -> dict[str, dict[str, Any]]:
    template = yaml.load(TEMPLATE.read_text(encoding="utf-8"), Loader)  # noqa: S506  it is a SafeLoader
    found: dict[str, dict[str, Any]] = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"][
        EXTENSION
    ]
    return found


def body(response: dict[str, Any]) -> str:
    text = str(response["responseTemplates"]["application/json"])
    for name, value in VARIABLES.items():
        text = text.replace(name, value)
    return text


@pytest.mark.parametrize("kind", responses())
def test_each_is_a_problem(kind: str) -> None:
    response = responses()[kind]
    problem = json.loads(body(response))

    Draft202012Validator(schema()).validate(problem)
    assert problem.get("status") == response.get("statusCode")
    assert response["responseParameters"][f"{HEADER}Content-Type"] == "'application/problem+json'"


@pytest.mark.parametrize(
    "kind", ["DEFAULT_4XX", "DEFAULT_5XX", "MISSING_AUTHENTICATION_TOKEN", "UNAUTHORIZED"]
)
def test_none_is_left_to_api_gateways_own_words(kind: str) -> None:
    assert kind in responses()


def test_a_route_that_is_not_there_is_not_found() -> None:
    assert responses()["MISSING_AUTHENTICATION_TOKEN"]["statusCode"] == 404


def test_whoever_is_turned_away_by_either_cannot_tell_them_apart() -> None:
    ours, gateways = problem_of(UnauthorisedError("x")), responses()["UNAUTHORIZED"]

    assert body(gateways) == ours.body
    assert (
        gateways["responseParameters"][f"{HEADER}WWW-Authenticate"] == f"'{ours.headers['WWW-Authenticate']}'"
    )
