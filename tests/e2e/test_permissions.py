"""What each function is granted, held against what the local AWS saw it call."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from builders import ACCOUNT, REGION, commit
from called import Call, Need, needs
from http_api import Api
from iam import allows
from journey import service_of
from local_stack import image
from slipway.policies.documents import documents
from slipway.policies.live import ask
from slipway.policies.tasks import Running, Tasks
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from journey import Journey
    from local_stack import LocalAws
    from slipway.local.stack.stack import Stack

pytestmark = pytest.mark.xdist_group("packaged-stack")

CLUSTERS = ("permitted", "refused")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/permitted-task"
TO_TASKS = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
# Lambda itself calls these in the function's name, and the local AWS needs no call for them.
BY_LAMBDA = {"logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"}

LOST = "after an answer that was lost: what became of the call"
FAILED = "whoever sees a rollout fail asks its tasks why"
LEASE = "whoever holds a service's lease does what came meanwhile: another image, a stop"
DUE = "only when something is due: then the sweep may take any step that the others take"

# What each may leave uncalled below, and why it is granted all the same.
ANY = {
    "ecs:DescribeServiceRevisions": LOST,
    "ecs:ListTaskDefinitions": LOST,
    "ecs:ListServiceDeployments": f"{LOST}; and to stop a rollout",
    "ecs:StopServiceDeployment": LEASE,
    "ecs:DescribeTasks": FAILED,
    "ecs:ListTasks": f"{FAILED}, also when ECS's messages no longer name them",
    "iam:PassRole": "ECS asks for it when a revision is registered; the last test holds it against the roles",
}
PICKING_UP = {
    "dynamodb:GetItem": LEASE,
    "dynamodb:Query": "of a push that arrives late, whether its image was deployed before",
    "ecr:DescribeImages": "of images that were pushed together, which one is newer",
}
DEPLOYING = dict.fromkeys(
    (
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
        "ecs:DescribeServices",
        "ecs:DescribeTaskDefinition",
        "ecs:RegisterTaskDefinition",
        "ecs:TagResource",
        "ecs:UpdateService",
        "secretsmanager:GetSecretValue",
    ),
    LEASE,
)
WARM = {"secretsmanager:GetSecretValue": "a function that stays warm remembers secrets for minutes"}
UNCALLED: Mapping[str, Mapping[str, str]] = {
    "authorize": WARM,
    "app": {**ANY, **WARM},
    "image_pushed": {**ANY, **PICKING_UP, **WARM},
    "deployment_changed": {**ANY, **PICKING_UP, **DEPLOYING, **WARM},
    "sweep": dict.fromkeys((*ANY, *PICKING_UP, *DEPLOYING, "dynamodb:PutItem", "dynamodb:UpdateItem"), DUE),
}


def asked(need: Need) -> tuple[str, str, Mapping[str, str]]:
    return need.action, need.resource, need.context


@dataclass
class Happened:
    """What each function called, and the roles that ECS says each family's task definitions name."""

    calls: dict[str, list[Call]] = field(default_factory=dict)
    roles: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def happened() -> Happened:
    """Filled by the first test."""
    return Happened()


@pytest.fixture
def policies(stack: Stack) -> dict[str, dict[str, Any]]:
    """What CloudFormation gave each function's role."""
    iam, found = stack.client("iam"), {}
    for name, function in stack.functions.items():
        configuration = stack.client("lambda").get_function_configuration(FunctionName=function)
        role = configuration["Role"].rpartition("/")[2]
        (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
        document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        whole = json.loads(document) if isinstance(document, str) else document
        found[name] = {**whole, "Statement": [_with_arns(one) for one in whole["Statement"]]}
    return found


def _with_arns(statement: dict[str, Any]) -> dict[str, Any]:
    """As on AWS: the local one takes `Ref` of a secret for its name."""
    secret = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret"
    listed = statement["Resource"]
    arns = [one if one == "*" or one.startswith("arn:") else f"{secret}:{one}-??????" for one in listed]
    return {**statement, "Resource": arns}


def _with_a_role(journey: Journey) -> None:
    """What it runs names a role from now on."""
    ecs, running = journey.aws.client("ecs"), journey.running()
    made = ecs.register_task_definition(
        family=running["family"], containerDefinitions=running["containerDefinitions"], taskRoleArn=ROLE
    )["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(cluster=journey.name, service="web", taskDefinition=made)
    journey.told_the_end()
    journey.aws.quiet()


def _pushes(sound: Journey, crashing: Journey) -> None:
    sound.aws.push("permitted", image("v2", revision=commit("v2")), "v2")
    sound.ends(commit("v2"), "SUCCESSFUL")
    crashing.aws.push("refused", image("v2", exit_after="0.05", exit_code="1"), commit("v2"))
    crashing.ends(commit("v2"), "FAILED")
    eventually(lambda: crashing.states() == ["COMPLETED"], "the rollback's end")


def _requests(api: Api, sound: Journey) -> None:
    """Every order that the API takes, and every question."""

    def ends(made: Any, *states: str) -> None:
        assert made.status == 202, made.text
        path = f"/deployments/{made.json['id']}"
        eventually(lambda: api("GET", path).json["state"] in states, f"an end of {path}")

    def stopped(made: Any) -> bool:
        """ECS lists a deployment a moment after it began."""
        api("POST", f"/deployments/{made.json['id']}/stop")
        return bool(api("GET", f"/deployments/{made.json['id']}").json["state"] == "stopped")

    deployments = "/services/permitted/deployments"
    sound.aws.push("permitted", image("v3"), commit("v3"))
    sound.ends(commit("v3"), "SUCCESSFUL")
    ends(
        api("POST", deployments, {"commit": commit("v3")[:9], "force": True}, Idempotency_Key="a"),
        "succeeded",
    )
    ends(api("POST", "/services/permitted/rollback"), "succeeded", "unchanged")
    assert api("DELETE", "/services/permitted/hold").status == 200
    assert api("PUT", "/services/permitted/hold", {"reason": "a test"}).status == 200
    assert api("DELETE", "/services/permitted/hold").status == 200
    sound.aws.push("permitted", image("v4", ready_after="60"), commit("v4"))
    made = api("POST", deployments, {"tag": commit("v4")}, Idempotency_Key="b")
    eventually(lambda: stopped(made), "a stopped deployment", within=60)
    for path in ("/services", "/services/permitted", "/openapi.json"):
        assert api("GET", path).status == 200
    badge = api("GET", "/services/permitted").json["badge_url"].removeprefix(api.url)
    assert api.by(None)("GET", badge).status == 200


def test_no_function_calls_what_it_is_not_granted(
    stack: Stack,
    aws: LocalAws,
    journey: Callable[[str], Journey],
    invoke: Callable[..., Any],
    happened: Happened,
    policies: dict[str, dict[str, Any]],
) -> None:
    sound, crashing = journey("permitted"), journey("refused")
    _with_a_role(sound)
    aws.local("DELETE", "calls")
    assert stack.api is not None
    _pushes(sound, crashing)
    _requests(Api(stack.api, stack.operator_token), sound)
    invoke("sweep", {"source": "aws.events", "detail-type": "Scheduled Event"})
    aws.quiet()

    log = aws.local("GET", "calls")
    for name, function in stack.functions.items():
        happened.calls[name] = [Call.of(one) for one in log if one["principal"] == function]

    mapping = {"services": {name: service_of(name) for name in CLUSTERS}}
    for running in ask(mapping, lambda _: aws.client("ecs")).values():
        assert isinstance(running, Running)
        happened.roles[running.family] = list(running.roles)
    assert happened.roles == {"permitted": [ROLE], "refused": []}

    denied = {
        name: sorted(
            {
                f"{need.action} of {need.resource}"
                for call in happened.calls[name]
                for need in needs(call, CLUSTERS)
                if not allows(policies[name], *asked(need))
            }
        )
        for name in happened.calls
    }
    assert denied == {name: [] for name in stack.functions}
    assert {call.action for call in happened.calls["authorize"]} <= {"secretsmanager:GetSecretValue"}
    assert {call.action for call in happened.calls["app"]} >= {"ecs:UpdateService", "dynamodb:BatchGetItem"}


@pytest.mark.parametrize("function", UNCALLED)
def test_whatever_is_granted_and_stays_uncalled_has_its_reason(
    function: str, happened: Happened, policies: dict[str, dict[str, Any]]
) -> None:
    assert happened.calls, "the test before tells what was called"
    granted = {action for one in policies[function]["Statement"] for action in one["Action"]}
    used = {need.action for call in happened.calls[function] for need in needs(call, CLUSTERS)}

    assert granted - used - BY_LAMBDA <= UNCALLED[function].keys() <= granted


def test_policies_by_live_allow_every_family_and_role_that_was_used(
    happened: Happened,
) -> None:
    assert happened.calls, "the first test tells what was called"
    mapping = {"version": 1, "services": {name: service_of(name) for name in CLUSTERS}}
    seen = {name: Running(name, tuple(passed)) for name, passed in happened.roles.items()}
    narrow = documents(mapping, Tasks.of(mapping, seen))

    registered = [
        (name, call)
        for name, made in happened.calls.items()
        for call in made
        if call.action == "ecs:RegisterTaskDefinition"
    ]

    assert {name for name, _ in registered} >= {"image_pushed", "app"}
    for name, call in registered:
        assert all(allows(narrow[name], *one) for one in map(asked, needs(call, CLUSTERS)))
        for role in happened.roles[call.resource]:
            assert allows(narrow[name], "iam:PassRole", role, TO_TASKS)
            assert not allows(narrow[name], "iam:PassRole", f"{role}-2", TO_TASKS)
