"""An HTTP request as API Gateway hands it to the function, past the authorizer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import app
from chalicelib.domain.caller import Caller, Operator
from journey import Context

if TYPE_CHECKING:
    from collections.abc import Mapping

ALICE = Operator("alice")


def ask(
    method: str,
    resource: str,
    path: Mapping[str, str],
    body: object = None,
    caller: Caller = ALICE,
    **headers: str,
) -> dict[str, Any]:
    """The function's answer: `statusCode`, `headers`, `body`. `resource` is the route, such as `/services/{name}`."""
    event = {
        "resource": resource,
        "path": resource.format(**path),
        "httpMethod": method,
        "headers": {name.replace("_", "-"): value for name, value in headers.items()}
        | ({"Content-Type": "application/json"} if body is not None else {}),
        "multiValueQueryStringParameters": None,
        "queryStringParameters": None,
        "pathParameters": dict(path),
        "stageVariables": None,
        "body": json.dumps(body) if body is not None else None,
        "isBase64Encoded": False,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": f"/api{resource.format(**path)}",
            "stage": "api",
            "requestId": "b3b1f1f0-0000-4000-8000-000000000000",
            "domainName": "api.example.com",
            "authorizer": {**caller.context, "principalId": caller.key},
        },
    }
    answer: dict[str, Any] = app.app(event, Context("slipway-app"))
    return answer


def deploy(name: str, body: object, key: str | None = None, caller: Caller = ALICE) -> dict[str, Any]:
    headers = {"Idempotency_Key": key} if key is not None else {}
    return ask("POST", "/services/{name}/deployments", {"name": name}, body, caller, **headers)
