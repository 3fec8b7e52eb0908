"""What API Gateway answers by itself, and what it hands to a function, as CloudFormation set the API up."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from local.aws.harness import ACCOUNT, REGION, LocalAws
from local.aws.rest_api import Tried, created

if TYPE_CHECKING:
    from collections.abc import Iterator


def problem(detail: str, **more: Any) -> dict[str, Any]:
    headers = {"Content-Type": "'application/problem+json'", **more.pop("headers", {})}
    parameters = {f"gatewayresponse.header.{name}": value for name, value in headers.items()}
    template = f'{{"title": "{more.pop("title", "x")}", "detail": {detail}}}'
    return {"responseParameters": parameters, "responseTemplates": {"application/json": template}, **more}


GATEWAY_RESPONSES = {
    "DEFAULT_4XX": problem("$context.error.messageString"),
    "DEFAULT_5XX": problem('"see $context.requestId"'),
    "UNAUTHORIZED": problem('"a token"', statusCode=401, headers={"WWW-Authenticate": "'Bearer'"}),
    "MISSING_AUTHENTICATION_TOKEN": problem('"$context.error.message"', statusCode=404),
}


@pytest.fixture(scope="module")
def api(aws: LocalAws) -> Tried:
    return created(aws, "tried", GATEWAY_RESPONSES)


@pytest.fixture
def hasty() -> Iterator[LocalAws]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = LocalAws.start(port, "--pace=integration=0.5")
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("method", "path", "token", "status", "detail"),
    [
        ("GET", "/things/one", None, 401, "a token"),
        ("GET", "/things/one", "bad", 401, "a token"),
        ("GET", "/nowhere", None, 404, "Missing Authentication Token"),
        ("PUT", "/things/one", "ok", 404, "Missing Authentication Token"),
        ("OPTIONS", "/things/one", None, 404, "Missing Authentication Token"),
        ("BREW", "/things/one", None, 404, "Missing Authentication Token"),
    ],
)
def test_a_gateway_response_of_the_body_has_its_own_status_headers_and_template(
    api: Tried, method: str, path: str, token: str | None, status: int, detail: str
) -> None:
    answer = api(method, path, token)

    assert (answer.status, answer.json) == (status, {"title": "x", "detail": detail})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers.get("www-authenticate") == ("Bearer" if status == 401 else None)


def test_what_has_no_gateway_response_of_its_own_takes_that_of_all_4xx_and_keeps_its_status(
    api: Tried,
) -> None:
    answer = api("GET", "/things/one", "deny")

    assert answer.status == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["detail"].startswith("User is not authorized")


def test_an_authorizer_that_fails_is_the_apis_failure(api: Tried) -> None:
    answer = api("GET", "/things/one", "broken")

    assert answer.status == 500
    assert answer.json["detail"] == f"see {answer.headers['x-amzn-requestid']}"


@pytest.mark.parametrize("way", ["raise", "exit"])
def test_a_function_that_fails_is_a_bad_gateway_that_tells_nothing_of_why(api: Tried, way: str) -> None:
    answer = api("GET", f"/open/{way}")

    assert answer.status == 502
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json == {"title": "x", "detail": f"see {answer.headers['x-amzn-requestid']}"}


def test_a_function_that_takes_longer_than_api_gateway_waits_is_a_gateway_timeout(hasty: LocalAws) -> None:
    api = created(hasty, "hasty", GATEWAY_RESPONSES)

    answer = api("GET", "/open/slow")

    assert answer.status == 504
    assert answer.json["detail"].startswith("see ")


def test_a_body_over_10_mib_is_refused_before_any_function_runs(api: Tried) -> None:
    answer = api("POST", "/things/one", body=b"x" * (10 * 1024 * 1024 + 1))

    assert answer.status == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_requests_beyond_the_stages_rate_are_too_many(aws: LocalAws, name: str) -> None:
    limit = {"HttpMethod": "*", "ResourcePath": "/*", "ThrottlingRateLimit": 0.01, "ThrottlingBurstLimit": 1}
    waiting = {"THROTTLED": problem('"wait"', headers={"Retry-After": "'1'"})}
    api = created(aws, name, waiting, MethodSettings=[limit])

    answers = [api("GET", "/open/one") for _ in range(5)]

    late = next(one for one in answers if one.status == 429)
    assert (late.json["detail"], late.headers["retry-after"]) == ("wait", "1")


def test_without_gateway_responses_the_answers_are_api_gateways_own(aws: LocalAws, name: str) -> None:
    api = created(aws, name)

    answers = [api("GET", path) for path in ("/things/one", "/no", "/open/raise")]

    assert [(one.status, one.json["message"]) for one in answers] == [
        (401, "Unauthorized"),
        (403, "Missing Authentication Token"),
        (502, "Internal server error"),
    ]


def test_no_stage_of_that_name_is_forbidden_whatever_the_gateway_responses(api: Tried) -> None:
    answer = api("GET", "/open/one", stage="other")

    assert (answer.status, answer.json) == (403, {"message": "Forbidden"})


def test_a_head_request_has_no_body(api: Tried) -> None:
    answer = api("HEAD", "/open/one")

    assert (answer.status, answer.body) == (404, b"")


@pytest.mark.parametrize("name", ["one%2Ftwo", "%2e%2e", "a%20b", "a%00", "%C3%BC", "a+b", "..", "a%252Fb"])
def test_a_path_parameter_arrives_as_it_was_sent(api: Tried, name: str) -> None:
    event = api("GET", f"/open/{name}").json

    assert event["pathParameters"] == {"name": name}
    assert event["path"] == f"/open/{name}"
    assert event["resource"] == "/open/{name}"


def test_the_event_tells_where_the_request_came_in_and_every_value_of_its_query(api: Tried) -> None:
    event = api("GET", "/things/one?a=1&a=2&b=%26", "ok").json

    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": ["&"]}
    context = event["requestContext"]
    assert context["domainName"] == f"{api.id}.execute-api.{REGION}.amazonaws.com"
    assert (context["path"], context["resourcePath"]) == ("/api/things/one", "/things/{name}")
    assert (context["stage"], context["apiId"], context["accountId"]) == ("api", api.id, ACCOUNT)
    assert context["authorizer"]["principalId"] == "me"
