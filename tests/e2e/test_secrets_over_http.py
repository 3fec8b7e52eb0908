"""Whatever is asked over HTTP, and however clumsily: no credential gets into what anybody can read afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from http_api import Api, step_token
from readable import reading_of

if TYPE_CHECKING:
    from local_stack import Local, LocalAws
    from slipway.local.stack.stack import Stack

pytestmark = pytest.mark.xdist_group("packaged-stack")
STRANGER = "0penSesame-0penSesame-0penSesame-0penSesame"
REFUSED = "a request was not authorised"
MISTAKEN = "a request was refused"


def test_no_log_line_holds_a_credential(stack: Stack, aws: LocalAws, bitbucket: Local) -> None:
    assert stack.api is not None
    operator = Api(stack.api, stack.operator_token)
    step, forged = step_token(bitbucket), step_token(bitbucket, alg="HS256")
    badge = operator("GET", "/services/manual").json["badge_url"].partition("?token=")[2]
    secrets = [stack.operator_token, step, forged, STRANGER, badge]

    for token in secrets:
        _everywhere(operator.by(token), token)
        _everywhere(operator, token)
    aws.quiet()

    reading = reading_of(stack)
    assert reading is not None
    lines = [text for where, text in reading.texts() if where.startswith("the log of ")]
    assert any(REFUSED in line for line in lines)
    assert any(MISTAKEN in line for line in lines)
    # A JWT's signature is what makes it one; the rest of it is no secret, and no line has that either.
    parts = {part for secret in secrets for part in (secret, secret.rpartition(".")[2])}
    assert [line for line in lines for part in parts if part in line] == []


def _everywhere(api: Api, token: str) -> None:
    """Sends the token as credential, and by mistake where none belongs."""
    api("GET", "/services/manual")
    api("GET", "/services/manual", If_None_Match=token)
    api("GET", f"/services?token={token}")
    api("GET", f"/badges/manual.svg?token={token}")
    api("POST", "/services/manual/deployments", {token: token, "tag": "never-pushed"})
    api("POST", "/services/manual/deployments", {"tag": token}, Idempotency_Key=token[:255])
    api("PUT", "/services/manual/hold", {"why": token})
