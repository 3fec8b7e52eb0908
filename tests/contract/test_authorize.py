"""The function `authorize` as API Gateway calls it: policies, 401s, and what it loads."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest

import app
from chalicelib.bootstrap import tokens
from chalicelib.domain.caller import Operator, Pipeline, caller_of_context
from local_stack import Local, LocalAws, environment
from slipway.local import bitbucket
from slipway.local.bitbucket import RunningBitbucket
from slipway.packaging.order import ROOT

ARN = "arn:aws:execute-api:eu-west-1:123456789012:abc123/prod/POST/services/web/deployments"
EVERYTHING = "arn:aws:execute-api:eu-west-1:123456789012:abc123/prod/*/*"
TOKEN = "VvzQsbVtDMlq1RZsm0bdLIlzUFgzLSnHMxyXiXG2pXc"
# Tells what an authorizer's process has loaded once it has let a pipeline in.
FRESH = """
import json, sys
import app
answer = app.authorize(json.load(sys.stdin), None)
sdk = sorted(name for name in sys.modules if name.startswith(("boto3", "botocore.", "s3transfer")))
print(json.dumps({"principal": answer["principalId"], "sdk": sdk}))
"""


def settings(stand_in: RunningBitbucket, secret: str) -> dict[str, str]:
    return {
        "SLIPWAY_TABLE": "slipway",
        "SLIPWAY_BITBUCKET_SECRET": "slipway/bitbucket",
        "SLIPWAY_BITBUCKET_API": f"{stand_in.url}/2.0",
        "SLIPWAY_OPERATORS_SECRET": secret,
        "SLIPWAY_OIDC_WORKSPACE": bitbucket.WORKSPACE,
        "SLIPWAY_OIDC_WORKSPACE_UUID": bitbucket.WORKSPACE_UUID,
        "SLIPWAY_OIDC_AUDIENCE": bitbucket.AUDIENCE,
    }


def event(token: str) -> dict[str, str]:
    return {"type": "TOKEN", "authorizationToken": f"Bearer {token}", "methodArn": ARN}


def pipeline_token(stand_in: RunningBitbucket, **claims: object) -> str:
    return str(Local(stand_in.url)("POST", "tokens", claims)["token"])


def authorize(token: str) -> dict[str, Any]:
    answer: dict[str, Any] = app.authorize(event(token), None)
    return answer


def fresh(stand_in: RunningBitbucket, token: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """FRESH in a process of its own, as a function starts."""
    return subprocess.run(  # noqa: S603  this very Python, and a program written above
        [sys.executable, "-c", FRESH],
        input=json.dumps(event(token)),
        env={**settings(stand_in, "slipway/operators"), "PYTHONPATH": str(ROOT), **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def surroundings(stand_in: RunningBitbucket, name: str) -> Iterator[None]:
    with environment(**settings(stand_in, name)):
        tokens.authorizer.cache_clear()
        yield
        tokens.authorizer.cache_clear()


@pytest.mark.usefixtures("surroundings")
def test_a_pipeline_may_ask_for_everything_and_the_view_learns_who_it_is(stand_in: RunningBitbucket) -> None:
    answer = authorize(pipeline_token(stand_in))

    (statement,) = answer["policyDocument"]["Statement"]
    assert (statement["Effect"], statement["Resource"]) == ("Allow", [EVERYTHING])
    caller = caller_of_context(answer["context"])
    assert isinstance(caller, Pipeline)
    assert caller.repository == bitbucket.REPOSITORY_UUID
    assert answer["principalId"] == caller.key


@pytest.mark.usefixtures("surroundings")
def test_an_operator_s_token_is_looked_up_in_secrets_manager(home: LocalAws, name: str) -> None:
    entries = {"alice": sha256(TOKEN.encode()).hexdigest()}
    home.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(entries))

    assert caller_of_context(authorize(TOKEN)["context"]) == Operator("alice")


@pytest.mark.usefixtures("surroundings", "home")
@pytest.mark.parametrize("token", [TOKEN, "a.b.c", "", " "])
def test_whoever_is_not_known_gets_api_gateway_s_401(token: str) -> None:
    """The secret does not even exist."""
    with pytest.raises(Exception, match=r"^Unauthorized$") as raised:
        authorize(token)

    assert raised.value.__suppress_context__


@pytest.mark.usefixtures("surroundings", "home")
@pytest.mark.parametrize("content", ["no JSON", "[]", "{}", '{"alice": null}'])
def test_a_secret_without_operators_lets_nobody_in(home: LocalAws, name: str, content: str) -> None:
    home.client("secretsmanager").create_secret(Name=name, SecretString=content)

    with pytest.raises(Exception, match=r"^Unauthorized$"):
        authorize(TOKEN)


def test_the_log_says_why_in_json_and_never_the_token(stand_in: RunningBitbucket) -> None:
    token = pipeline_token(stand_in, aud="other")

    run = fresh(stand_in, token, _X_AMZN_TRACE_ID="Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1")

    (line,) = [json.loads(one) for one in run.stdout.splitlines()]
    assert line["level"] == "WARNING"
    assert "InvalidAudienceError" in line["why"]
    assert line["asked"] == ARN
    assert line["xray_trace_id"] == "1-5759e988-bd862e3fe1be46a994272793"
    assert run.stderr.endswith("\nException: Unauthorized\n")
    assert all(part not in run.stdout + run.stderr for part in token.split("."))


@pytest.mark.parametrize("left_out", ["WORKSPACE", "WORKSPACE_UUID", "AUDIENCE"])
def test_until_all_is_set_no_pipeline_is_let_in(stand_in: RunningBitbucket, name: str, left_out: str) -> None:
    with environment(**settings(stand_in, name) | {f"SLIPWAY_OIDC_{left_out}": ""}):
        tokens.authorizer.cache_clear()
        with pytest.raises(Exception, match=r"^Unauthorized$"):
            authorize(pipeline_token(stand_in))
        tokens.authorizer.cache_clear()


def test_without_a_secret_there_are_no_operators_and_secrets_manager_is_not_asked(
    stand_in: RunningBitbucket,
) -> None:
    with environment(**settings(stand_in, ""), AWS_ENDPOINT_URL="http://127.0.0.1:9"):
        tokens.authorizer.cache_clear()
        with pytest.raises(Exception, match=r"^Unauthorized$"):
            authorize(TOKEN)
        tokens.authorizer.cache_clear()


def test_for_a_pipeline_s_token_the_sdk_is_not_loaded(stand_in: RunningBitbucket) -> None:
    run = fresh(stand_in, pipeline_token(stand_in))

    assert run.returncode == 0, run.stderr
    loaded = json.loads(run.stdout.splitlines()[-1])
    assert loaded == {"principal": f"repository:{bitbucket.REPOSITORY_UUID}", "sdk": []}


def test_api_gateway_remembers_no_answer() -> None:
    assert app.authorize.config.ttl_seconds == 0
