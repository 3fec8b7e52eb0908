"""An issuer whose keys are at hand, and the authorizer that knows no others."""

from __future__ import annotations

import json
from typing import Any

from chalicelib.adapters.http import Http
from chalicelib.adapters.oidc import Oidc
from chalicelib.authorizer import Authorizer, Pipelines
from chalicelib.domain.caller import Operator, Pipeline, caller_of_context
from chalicelib.domain.errors import UnauthorisedError
from fakes.clock import NOON, FakeClock
from fakes.operators import FakeOperators
from fakes.telemetry import FakeTelemetry
from fakes.web import answer
from fuzz.canned import answering
from fuzz.printable import assert_sayable
from slipway.local.bitbucket.keys import SigningKey

ISSUER = "http://issuer.test/oidc"
AUDIENCE = "slipway.acme.test"
WORKSPACE = "{6f9d3c1e-5b0a-4c57-9d2e-0a1b2c3d4e5f}"
OPERATOR_TOKEN = "VvzQsbVtDMlq1RZsm0bdLIlzUFgzLSnHMxyXiXG2pXc"
KEY = SigningKey.generate()
HEADER: dict[str, Any] = {"typ": "JWT", "alg": "RS256", "kid": KEY.kid}
_NOW = int(NOON.timestamp())
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "step",
    "iat": _NOW,
    "exp": _NOW + 3600,
    "workspaceUuid": WORKSPACE,
    "repositoryUuid": "{2b1c7a54-83f0-4e0d-b6a7-1f2e3d4c5b6a}",
    "pipelineUuid": "{0f0e0d0c-1b2f-4a6e-8c0d-7e6f5a4b3c2d}",
    "stepUuid": "{0a0b0c0d-1b2f-4a6e-8c0d-7e6f5a4b3c2d}",
    "branchName": "main",
}


def let_in(header: str) -> Operator | Pipeline | None:
    """Who the Authorization header says is asking; None when it is refused, of which the log tells no secret."""
    telemetry = FakeTelemetry()
    http = Http(answering([answer(body=json.dumps({"keys": [KEY.jwk()]}).encode())]))
    tokens = Oidc(ISSUER, AUDIENCE, http, FakeClock(), telemetry)
    operators = FakeOperators({OPERATOR_TOKEN: "alice"})
    try:
        caller = Authorizer(Pipelines(WORKSPACE, tokens), operators, telemetry).authorise(header)
    except UnauthorisedError:
        _judge(telemetry, header)
        return None
    assert caller_of_context(caller.context) == caller
    assert_sayable(f"{caller.requested_by} {caller.key}")
    return caller


def _judge(telemetry: FakeTelemetry, header: str) -> None:
    assert [level for level, _, _ in telemetry.lines] == ["warning"], telemetry.lines
    why = str(telemetry.lines[0][2]["why"])
    assert_sayable(why)
    secret = header.rpartition(".")[2]
    assert len(secret) < len(OPERATOR_TOKEN) or secret not in why, why
