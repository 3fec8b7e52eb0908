"""The HTTP API, as CloudFormation is given it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.api.problems import TITLES
from slipway.packaging.merge import merged
from slipway.packaging.order import PackagingError

if TYPE_CHECKING:
    from slipway.packaging.order import Package

PROBLEM = "'application/problem+json'"


@pytest.fixture(scope="module")
def api(api_template: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = api_template["Resources"]["RestAPI"]["Properties"]
    return properties


def test_cfn_lint_has_nothing_to_say(routed: Package) -> None:
    linted = subprocess.run(  # noqa: S603 - a fixed command
        [Path(sys.executable).with_name("cfn-lint"), routed.template],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (linted.stdout, linted.returncode) == ("", 0)


@pytest.mark.parametrize(("resource", "name"), [("APIHandler", "app"), ("Authorize", "authorize")])
def test_its_functions_are_deployed_under_their_name_in_app_py(
    api_template: dict[str, Any], resource: str, name: str
) -> None:
    properties = api_template["Resources"][resource]["Properties"]
    assert properties["Handler"] == f"app.{name}"
    assert properties["FunctionName"] == {"Fn::Sub": f"${{AWS::StackName}}-{name}"}


def test_the_functions_are_told_its_address_and_it_refers_to_none_of_them(
    api_template: dict[str, Any], api: dict[str, Any]
) -> None:
    told = json.dumps(api_template["Globals"]["Function"]["Environment"]["Variables"]["SLIPWAY_PUBLIC_URL"])
    assert "https://${RestAPI}.execute-api.${AWS::Region}" in told
    body = json.dumps(api)
    assert ".Arn}" not in body
    assert "function:${AWS::StackName}-app/invocations" in body
    assert "function:${AWS::StackName}-authorize/invocations" in body


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("UNAUTHORIZED", 401),
        ("ACCESS_DENIED", 403),
        ("MISSING_AUTHENTICATION_TOKEN", 404),
        ("INVALID_SIGNATURE", 404),
        ("REQUEST_TOO_LARGE", 413),
        ("THROTTLED", 429),
        ("INTEGRATION_TIMEOUT", 504),
    ],
)
def test_what_api_gateway_answers_by_itself_is_a_problem_that_says_what_to_do(
    api: dict[str, Any], answer: str, status: int
) -> None:
    told = api["DefinitionBody"]["x-amazon-apigateway-gateway-responses"][answer]
    assert told["responseParameters"]["gatewayresponse.header.Content-Type"] == PROBLEM
    problem = json.loads(told["responseTemplates"]["application/json"])
    assert told["statusCode"] == problem["status"] == status
    assert problem["title"] == TITLES[status]
    assert problem["detail"].endswith(".")


@pytest.mark.parametrize("others", ["DEFAULT_4XX", "DEFAULT_5XX"])
def test_any_other_refusal_is_a_problem_too(api: dict[str, Any], others: str) -> None:
    told = api["DefinitionBody"]["x-amazon-apigateway-gateway-responses"][others]
    assert told["responseParameters"]["gatewayresponse.header.Content-Type"] == PROBLEM
    text = told["responseTemplates"]["application/json"].replace("$context.error.messageString", '"said"')
    assert json.loads(text)["detail"]


def test_every_route_is_throttled(api: dict[str, Any]) -> None:
    (setting,) = api["MethodSettings"]
    assert (setting["HttpMethod"], setting["ResourcePath"]) == ("*", "/*")
    assert setting["ThrottlingRateLimit"] == {"Ref": "ApiRequestsPerSecond"}
    assert setting["ThrottlingBurstLimit"] == {"Ref": "ApiBurst"}


def test_the_key_of_badge_tokens_is_made_by_cloudformation_and_known_to_nobody_else(
    api_template: dict[str, Any],
) -> None:
    properties = api_template["Resources"]["BadgeSecret"]["Properties"]
    assert "SecretString" not in properties
    assert properties["GenerateSecretString"]["GenerateStringKey"] == "key"
    assert properties["GenerateSecretString"]["PasswordLength"] >= 32


def test_no_request_waits_longer_for_a_function_than_api_gateway_does(api_template: dict[str, Any]) -> None:
    timeouts = [
        api_template["Resources"][name]["Properties"]["Timeout"] for name in ("APIHandler", "Authorize")
    ]
    assert max(timeouts) <= 29


def test_an_app_without_routes_has_none_of_it() -> None:
    generated = {"Resources": {"Sweep": {"Type": "AWS::Serverless::Function"}}}
    infra = {
        "infra/api.yaml": b"Resources: {RestAPI: {Properties: {Name: x}}}",
        "infra/x.yaml": b"Outputs: {}",
    }
    assert merged(generated, infra)["Resources"] == generated["Resources"]


def test_what_infra_adds_to_a_function_that_is_gone_is_refused() -> None:
    with pytest.raises(PackagingError, match="Sweeep"):
        merged({"Resources": {}}, {"infra/template.yaml": b"Resources: {Sweeep: {Properties: {}}}"})


def test_what_is_no_yaml_is_refused_by_its_name() -> None:
    with pytest.raises(PackagingError, match=r"infra/template\.yaml"):
        merged({"Resources": {}}, {"infra/template.yaml": b"{"})


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (b"!Ref Table", {"Ref": "Table"}),
        (b"!GetAtt Table.Arn", {"Fn::GetAtt": ["Table", "Arn"]}),
        (b"!Sub 'a-${b}'", {"Fn::Sub": "a-${b}"}),
        (b"!If [c, !Ref a, {d: !Ref b}]", {"Fn::If": ["c", {"Ref": "a"}, {"d": {"Ref": "b"}}]}),
        (b"!Transform {Name: x}", {"Fn::Transform": {"Name": "x"}}),
    ],
)
def test_cloudformation_s_short_functions_are_written_out(short: bytes, long: dict[str, Any]) -> None:
    template = merged({"Resources": {}}, {"infra/template.yaml": b"{Outputs: " + short + b", Resources: {}}"})
    assert template["Outputs"] == long
