"""Which function may do what, given a mapping."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from slipway.policies.documents import FUNCTIONS, documents

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = "eu-west-1:123456789012"
CLUSTER = {"ecs:cluster": f"arn:aws:ecs:{HERE}:cluster/production"}
CREATING = {"ecs:CreateAction": "RegisterTaskDefinition"}
TO_TASKS = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
ADVANCING = ["app", "image_pushed", "deployment_changed", "sweep"]
BADGE_KEY = f"arn:aws:secretsmanager:{HERE}:secret:BadgeSecret-1-a1B2c3"
OPERATORS = f"arn:aws:secretsmanager:{HERE}:secret:slipway/operators-a1B2c3"
DEAD_LETTERS = f"arn:aws:sqs:{HERE}:slipway-DeadLetters-1"
TABLE = f"arn:aws:dynamodb:{HERE}:table/slipway-Table-1"


@pytest.mark.parametrize("function", ADVANCING)
@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("ecs:DescribeServices", f"arn:aws:ecs:{HERE}:service/production/shop-api", {}),
        ("ecs:DescribeServices", "arn:aws:ecs:us-east-1:123456789012:service/production/shop-web", {}),
        ("ecs:UpdateService", f"arn:aws:ecs:{HERE}:service/production/shop-api", {}),
        ("ecs:ListServiceDeployments", f"arn:aws:ecs:{HERE}:service/production/shop-api", {}),
        ("ecs:DescribeServiceRevisions", f"arn:aws:ecs:{HERE}:service-revision/production/shop-api/1", {}),
        ("ecs:DescribeTaskDefinition", f"arn:aws:ecs:{HERE}:task-definition/any:1", {}),
        ("ecs:ListTaskDefinitions", "*", {}),
        ("ecs:ListTasks", "*", CLUSTER),
        ("ecs:DescribeTasks", f"arn:aws:ecs:{HERE}:task/production/1", {}),
        ("ecs:RegisterTaskDefinition", f"arn:aws:ecs:{HERE}:task-definition/shop-api:2", {}),
        ("ecs:TagResource", f"arn:aws:ecs:{HERE}:task-definition/shop-api:2", CREATING),
        ("iam:PassRole", "arn:aws:iam::123456789012:role/task", TO_TASKS),
        ("sts:AssumeRole", "arn:aws:iam::210987654321:role/slipway", {}),
        ("ecr:BatchGetImage", f"arn:aws:ecr:{HERE}:repository/shop/api", {}),
        ("ecr:DescribeImages", "arn:aws:ecr:us-east-1:210987654321:repository/shop/web", {}),
        ("ecr:GetDownloadUrlForLayer", f"arn:aws:ecr:{HERE}:repository/shop/api", {}),
        ("dynamodb:UpdateItem", TABLE, {}),
        ("dynamodb:Query", TABLE, {}),
        (
            "secretsmanager:GetSecretValue",
            f"arn:aws:secretsmanager:{HERE}:secret:slipway/bitbucket-a1B2c3",
            {},
        ),
        (
            "ecs:StopServiceDeployment",
            f"arn:aws:ecs:{HERE}:service-deployment/production/shop-api/1",
            {},
        ),
    ],
)
def test_a_function_may_make_each_call_that_a_deployment_needs(
    may: Callable[..., bool], function: str, action: str, resource: str, context: dict[str, str]
) -> None:
    assert may(function, action, resource, context)


@pytest.mark.parametrize("function", ADVANCING)
@pytest.mark.parametrize(
    ("why", "action", "resource", "context"),
    [
        ("not mapped", "ecs:UpdateService", f"arn:aws:ecs:{HERE}:service/production/other", {}),
        ("another cluster", "ecs:UpdateService", f"arn:aws:ecs:{HERE}:service/staging/shop-api", {}),
        (
            "mapped in another region",
            "ecs:UpdateService",
            "arn:aws:ecs:us-east-1:123456789012:service/production/shop-api",
            {},
        ),
        ("only as the role abroad", "ecs:UpdateService", f"arn:aws:ecs:{HERE}:service/abroad/shop-api", {}),
        (
            "not mapped",
            "ecs:StopServiceDeployment",
            f"arn:aws:ecs:{HERE}:service-deployment/production/other/1",
            {},
        ),
        ("never deletes", "ecs:DeleteService", f"arn:aws:ecs:{HERE}:service/production/shop-api", {}),
        (
            "another cluster's tasks",
            "ecs:ListTasks",
            "*",
            {"ecs:cluster": f"arn:aws:ecs:{HERE}:cluster/staging"},
        ),
        ("another cluster's tasks", "ecs:DescribeTasks", f"arn:aws:ecs:{HERE}:task/staging/1", {}),
        (
            "tags only what it registers",
            "ecs:TagResource",
            f"arn:aws:ecs:{HERE}:task-definition/shop-api:2",
            {},
        ),
        (
            "gives roles to tasks only",
            "iam:PassRole",
            "arn:aws:iam::123456789012:role/task",
            {"iam:PassedToService": "lambda.amazonaws.com"},
        ),
        ("not named", "sts:AssumeRole", "arn:aws:iam::210987654321:role/admin", {}),
        ("not mapped", "ecr:BatchGetImage", f"arn:aws:ecr:{HERE}:repository/shop/other", {}),
        ("only reads images", "ecr:PutImage", f"arn:aws:ecr:{HERE}:repository/shop/api", {}),
        ("another table", "dynamodb:GetItem", f"arn:aws:dynamodb:{HERE}:table/other", {}),
        ("no scans", "dynamodb:Scan", TABLE, {}),
        ("for the authorizer alone", "secretsmanager:GetSecretValue", OPERATORS, {}),
    ],
)
def test_a_function_may_do_nothing_else(
    may: Callable[..., bool], function: str, why: str, action: str, resource: str, context: dict[str, str]
) -> None:
    assert not may(function, action, resource, context), why


def test_the_table_of_functions_is_whole() -> None:
    assert sorted(FUNCTIONS) == sorted([*ADVANCING, "authorize"])


@pytest.mark.parametrize(
    ("action", "resource", "who"),
    [
        ("sqs:SendMessage", DEAD_LETTERS, {"image_pushed", "deployment_changed", "sweep"}),
        ("secretsmanager:GetSecretValue", BADGE_KEY, {"app"}),
        ("dynamodb:BatchGetItem", TABLE, {"app"}),
        ("dynamodb:Query", f"{TABLE}/index/due", {"sweep"}),
        ("secretsmanager:GetSecretValue", OPERATORS, {"authorize"}),
    ],
)
def test_some_calls_are_for_some_functions_alone(
    may: Callable[..., bool], action: str, resource: str, who: set[str]
) -> None:
    assert {function for function in FUNCTIONS if may(function, action, resource)} == who


def test_the_authorizer_reads_the_operators_and_logs_and_nothing_else(mapping: dict[str, Any]) -> None:
    sids = [one["Sid"] for one in documents(mapping)["authorize"]["Statement"]]
    assert sids == ["ReadOperators", "Log"]


def test_a_function_writes_into_its_own_log_group_alone(may: Callable[..., bool]) -> None:
    group = f"arn:aws:logs:{HERE}:log-group:/aws/lambda/slipway-sweep:log-stream:1"
    assert may("sweep", "logs:PutLogEvents", group)
    assert not may("image_pushed", "logs:PutLogEvents", group)


def test_a_mapping_of_services_abroad_alone_gives_no_access_to_ecs_here(mapping: dict[str, Any]) -> None:
    abroad = {"version": 1, "services": {"one": mapping["services"]["shop-api-abroad"]}}
    assert "ecs:" not in json.dumps(documents(abroad))
    assert "sts:AssumeRole" in json.dumps(documents(abroad))
