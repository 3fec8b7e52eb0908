"""What each function is granted, held against what the local AWS saw it call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from builders import commit
from local_stack import image
from slipway.packaging.order import DEFAULT_MAPPING, ROOT
from slipway.policies.documents import documents
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from journey import Journey
    from local_stack import LocalAws
    from slipway.local.stack.stack import Stack

pytestmark = pytest.mark.xdist_group("packaged-stack")

# What a call needs besides the permission of its own name, or instead of it
# (https://docs.aws.amazon.com/service-authorization/latest/reference/).
NEEDS = {
    "ecs:RegisterTaskDefinition": {"ecs:RegisterTaskDefinition", "ecs:TagResource", "iam:PassRole"},
    "dynamodb:TransactWriteItems": {"dynamodb:PutItem", "dynamodb:UpdateItem"},
}
# Lambda itself calls these in the function's name, and the local AWS needs no call for them.
BY_LAMBDA = {"logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"}

# What no ordinary deployment needs: after a lost answer, for a rollout that is gone, a stop, or a request over HTTP.
SELDOM = {
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "ecr:DescribeImages",
    "ecs:DescribeServiceRevisions",
    "ecs:ListServiceDeployments",
    "ecs:ListTaskDefinitions",
    "ecs:ListTasks",
    "ecs:StopServiceDeployment",
}


def granted(function: str) -> set[str]:
    document = documents(yaml.safe_load(DEFAULT_MAPPING.read_text()))[function]
    return {action for statement in document["Statement"] for action in statement["Action"]}


def everything() -> set[str]:
    return set().union(*map(granted, documents(yaml.safe_load(DEFAULT_MAPPING.read_text())))) - BY_LAMBDA


@pytest.fixture(scope="module")
def used() -> dict[str, set[str]]:
    """What each function called, filled by the first test."""
    return {}


def test_no_function_calls_what_it_is_not_granted(
    stack: Stack,
    aws: LocalAws,
    journey: Callable[[str], Journey],
    invoke: Callable[..., Any],
    used: dict[str, set[str]],
) -> None:
    sound, crashing = journey("permitted"), journey("refused")
    aws.local("DELETE", "calls")
    sound.aws.push("permitted", image("v2", revision=commit("v2")), "v2")
    sound.ends(commit("v2"), "SUCCESSFUL")
    crashing.aws.push("refused", image("v2", exit_after="0.05", exit_code="1"), commit("v2"))
    crashing.ends(commit("v2"), "FAILED")
    eventually(lambda: crashing.states() == ["COMPLETED"], "the rollback's end")
    invoke("sweep", {"source": "aws.events", "detail-type": "Scheduled Event"})
    invoke(
        "authorize",
        {"type": "TOKEN", "authorizationToken": "Bearer none", "methodArn": "arn:aws:execute-api:x"},
    )

    for name, function in stack.functions.items():
        used[name] = {needed for call in aws.calls(function) for needed in NEEDS.get(call, {call})}

    assert {name: calls - granted(name) for name, calls in used.items()} == {key: set() for key in used}
    assert used["image_pushed"] >= {"ecs:UpdateService", "ecr:BatchGetImage", "dynamodb:UpdateItem"}
    assert used["authorize"] == {"secretsmanager:GetSecretValue"}


def test_nothing_is_granted_that_no_function_ever_calls(used: dict[str, set[str]]) -> None:
    assert used, "the test before tells what was called"
    assert everything() - set().union(*used.values()) <= SELDOM


@pytest.mark.parametrize("action", sorted(SELDOM))
def test_what_is_seldom_needed_is_called_by_the_code_all_the_same(action: str) -> None:
    operation = re.sub(r"(?<!^)(?=[A-Z])", "_", action.partition(":")[2]).lower()
    sources = [path.read_text() for path in (ROOT / "chalicelib" / "adapters").glob("*.py")]
    assert any(re.search(rf"\b{operation}\b", text) for text in sources)
