"""Chalice's requests as API Gateway sends them, and the responses it takes."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from chalice.app import Chalice, Request, Response

from chalicelib.api.chalice_edge import ChaliceEdge
from chalicelib.api.house import House
from chalicelib.domain.asks import DeployAsk, Page
from chalicelib.domain.caller import Operator
from chalicelib.domain.lease import Invocation
from chalicelib.domain.mapped_service import BadgeVisibility
from fakes.clock import NOON
from fakes.desk import FakeDesk
from fakes.telemetry import FakeTelemetry
from front import BASE, ID, KEY

ALICE = Operator("alice").context


def event(method: str, route: str, **changes: Any) -> dict[str, Any]:
    """A proxy event of a REST API; `context` goes into its request context."""
    context = {
        "httpMethod": method,
        "resourcePath": route,
        "path": f"/api{route}",
        "domainName": "x1y2z3.execute-api.eu-west-1.amazonaws.com",
        "authorizer": {**ALICE, "principalId": "alice", "integrationLatency": 7},
        **changes.pop("context", {}),
    }
    return {
        "headers": {"Content-Type": "application/json"},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
        "requestContext": context,
        **changes,
    }


def current(app: Chalice) -> Request:
    request = app.current_request
    assert request is not None
    return request


@dataclass
class Gateway:
    """Calls an app that is made as app.py is."""

    desk: FakeDesk = field(default_factory=FakeDesk)
    telemetry: FakeTelemetry = field(default_factory=FakeTelemetry)
    public_url: str | None = None
    broken: Exception | None = None

    def call(self, event: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self._app()(event, None)
        return answer

    def _app(self) -> Chalice:
        app, run = Chalice(app_name="test", configure_logs=False), Invocation("run", NOON)
        edge = ChaliceEdge(self._enter, self.telemetry, self.public_url)

        @app.route("/services/{name}/deployments", methods=["POST"], content_types=[])
        def deploy(name: str) -> Response:
            del name
            return edge.respond("deploy", current(app), run)

        @app.route("/services/{name}", methods=["GET"], content_types=[])
        def service(name: str) -> Response:
            del name
            return edge.respond("service", current(app), run)

        @app.route("/badges/{file}", methods=["GET"], content_types=[])
        def badge(file: str) -> Response:
            del file
            return edge.respond("badge", current(app), run)

        assert all((deploy, service, badge))
        return app

    def _enter(self) -> House:
        if self.broken is not None:
            raise self.broken
        return House(self.desk, self.desk, lambda: KEY, self.telemetry)


def deploy(body: object = '{"tag": "v2"}', **changes: Any) -> dict[str, Any]:
    return event("POST", "/services/{name}/deployments", pathParameters={"name": "web"}, body=body, **changes)


def service(**changes: Any) -> dict[str, Any]:
    return event("GET", "/services/{name}", **{"pathParameters": {"name": "web"}, **changes})


def badge(file: str, **changes: Any) -> dict[str, Any]:
    return event("GET", "/badges/{file}", pathParameters={"file": file}, **changes)


def test_a_request_reaches_the_desk() -> None:
    gateway = Gateway()
    answer = gateway.call(deploy(headers={"CONTENT-TYPE": "application/json", "idempotency-KEY": "k"}))

    assert answer["statusCode"] == 202
    assert gateway.desk.calls == [("deploy", "web", DeployAsk("v2"), "k")]
    assert gateway.desk.callers == [Operator("alice")]


def test_every_header_and_body_is_text() -> None:
    gateway = Gateway()
    gateway.desk.show_badge(BadgeVisibility.PUBLIC)
    for answer in (gateway.call(deploy()), gateway.call(deploy("no json")), gateway.call(badge("web.svg"))):
        assert not answer.get("isBase64Encoded")
        assert {type(one) for one in (answer["body"], *answer["headers"].values())} == {str}


def test_a_query_may_say_things_twice() -> None:
    gateway = Gateway()

    gateway.call(service(multiValueQueryStringParameters={"limit": ["5"], "before": [ID]}))
    twice = gateway.call(service(multiValueQueryStringParameters={"limit": ["5", "6"]}))

    assert gateway.desk.calls == [("service", "web", Page(5, ID))]
    assert twice["statusCode"] == 422


@pytest.mark.parametrize(
    ("body", "encoded", "status"),
    [
        (base64.b64encode(b'{"tag": "v2"}').decode(), True, 202),
        (base64.b64encode(b'{"tag": "\xff"}').decode(), True, 400),
        ("!", True, 400),
        ("ö", True, 400),
        ("\ud800", False, 400),
        (None, False, 400),
        ("", False, 400),
        ("x" * 65_537, False, 413),
        ("ö" * 33_000, False, 413),
    ],
)
def test_bodies_come_as_text_or_in_base64(body: str | None, encoded: bool, status: int) -> None:  # noqa: FBT001  a table's column
    assert Gateway().call(deploy(body, isBase64Encoded=encoded))["statusCode"] == status


@pytest.mark.parametrize("media", ["text/plain", "application/xml", "application/octet-stream", "image/png"])
def test_another_kind_of_body_is_refused_by_us_not_by_chalice(media: str) -> None:
    answer = Gateway().call(deploy(headers={"content-type": media}))

    assert answer["statusCode"] == 415
    assert answer["headers"]["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("accept", ["*/*", "application/json", "image/png", "text/html", "image/*", ""])
def test_what_is_accepted_changes_nothing(accept: str) -> None:
    gateway = Gateway()
    gateway.desk.show_badge(BadgeVisibility.PUBLIC)
    headers = {"accept": accept, "content-type": "application/json"}

    assert gateway.call(deploy(headers=headers))["statusCode"] == 202
    assert gateway.call(badge("web.svg", headers=headers))["body"].startswith("<svg")


@pytest.mark.parametrize(
    "authorizer", [None, {}, {"principalId": "x"}, {"kind": "operator"}, {"kind": "root"}]
)
def test_whoever_the_authorizer_does_not_name_is_nobody(authorizer: dict[str, str] | None) -> None:
    gateway = Gateway()
    answer = gateway.call(deploy(context={"authorizer": authorizer}))

    assert answer["statusCode"] == 401
    assert gateway.desk.calls == []


def test_badges_are_told_apart_by_their_suffix_and_need_no_caller() -> None:
    gateway = Gateway()
    gateway.desk.show_badge(BadgeVisibility.PUBLIC)
    nobody = {"authorizer": None}

    svg = gateway.call(badge("web.svg", context=nobody))
    endpoint = gateway.call(badge("web.json", context=nobody))
    unknown = gateway.call(badge("web.png", context=nobody))

    assert svg["headers"]["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert json.loads(endpoint["body"])["schemaVersion"] == 1
    assert unknown["statusCode"] == 404


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/api/services/web/deployments", "https://x1y2z3.execute-api.eu-west-1.amazonaws.com/api"),
        ("/services/web/deployments", "https://x1y2z3.execute-api.eu-west-1.amazonaws.com"),
        ("/a/b/services/web/deployments/", "https://x1y2z3.execute-api.eu-west-1.amazonaws.com/a/b"),
    ],
)
def test_links_lead_to_where_the_request_came_in(path: str, address: str) -> None:
    gateway = Gateway()
    answer = gateway.call(deploy(context={"path": path}))

    assert answer["headers"]["Location"] == f"{address}/deployments/{gateway.desk.made.id}"


def test_links_lead_to_the_address_that_is_set() -> None:
    gateway = Gateway(public_url=BASE)
    answer = gateway.call(deploy(context={"domainName": None}))

    assert answer["headers"]["Location"] == f"{BASE}/deployments/{gateway.desk.made.id}"


def test_without_any_domain_links_are_paths() -> None:
    answer = Gateway().call(deploy(context={"domainName": None}))

    assert answer["headers"]["Location"].startswith("/api/deployments/")


def test_a_house_that_cannot_be_entered_is_a_problem_like_any_other() -> None:
    gateway = Gateway(broken=RuntimeError("SLIPWAY_TABLE is not set"))
    answer = gateway.call(service())

    assert answer["statusCode"] == 500
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert "SLIPWAY_TABLE" not in answer["body"]
    assert [level for level, _, _ in gateway.telemetry.lines] == ["error"]
