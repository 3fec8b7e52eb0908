"""`slipway stack`, as a pipeline runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from builders import ACCOUNT
from local_stack import environment
from slipway.commands.stack import command
from slipway.local.stack.local_aws import ARCHITECTURE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

    from local_stack import LocalAws

pytestmark = pytest.mark.xdist_group("stack")
STACK = ("--stack", "by-hand", "--pause", "0.05")


@pytest.fixture
def _as_outsider(aws: LocalAws) -> Iterator[None]:
    variables = {
        "AWS_ENDPOINT_URL": aws.url,
        "AWS_ACCESS_KEY_ID": "outsider",
        "AWS_SECRET_ACCESS_KEY": "outsider",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "COLUMNS": "200",
    }
    with environment(**variables):
        yield


def run(*arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(command, [*arguments], input=answer)


@pytest.mark.usefixtures("_as_outsider")
def test_it_shows_the_changes_makes_them_and_takes_all_but_the_table_down_again(aws: LocalAws) -> None:
    endpoint = f"ApiEndpoint={aws.url}/_aws/execute-api"
    given = ("--yes", "--arch", ARCHITECTURE, "--parameter", endpoint)

    made = run("deploy", *STACK, *given)

    assert made.exit_code == 0, made.output
    assert "AWS::DynamoDB::Table" in made.output
    assert "answers at" in made.output

    again = run("deploy", *STACK, *given)
    assert again.exit_code == 0, again.output
    assert "nothing to change" in again.output

    gone = run("destroy", *STACK, answer="y\n")
    assert gone.exit_code == 0, gone.output
    assert "Its table was kept" in gone.output
    assert "There is no stack" in run("destroy", *STACK, "--yes").output


@pytest.mark.usefixtures("_as_outsider")
def test_nothing_changes_without_a_yes(aws: LocalAws) -> None:
    asked = run("deploy", *STACK, "--arch", ARCHITECTURE, answer="n\n")

    assert asked.exit_code == 1
    assert "Make these changes" in asked.output
    assert aws.client("lambda").list_functions()["Functions"] == []


@pytest.mark.parametrize(
    ("option", "why"),
    [("--live", "An error occurred (ClusterNotFoundException)"), ("--no-live", "nobody says what it runs")],
)
@pytest.mark.usefixtures("_as_outsider")
def test_a_service_that_opens_the_permissions_wide_is_told_of(tmp_path: Path, option: str, why: str) -> None:
    mapping = _mapping(tmp_path, "elsewhere")

    asked = run("deploy", *STACK, "--arch", ARCHITECTURE, "--mapping", mapping, option, answer="n\n")

    assert f"! shop: {why}" in asked.output
    assert "so Slipway may register" in asked.output


@pytest.mark.usefixtures("_as_outsider")
def test_roles_that_ecs_tells_are_all_that_the_deployed_functions_may_pass(
    aws: LocalAws, tmp_path: Path
) -> None:
    ecs = aws.client("ecs")
    ecs.create_cluster(clusterName="told")
    container = {"name": "api", "image": "shop:1", "memory": 64}
    role = f"arn:aws:iam::{ACCOUNT}:role/told-task"
    ecs.register_task_definition(family="told", containerDefinitions=[container], taskRoleArn=role)
    ecs.create_service(cluster="told", serviceName="shop", taskDefinition="told:1", desiredCount=0)
    mapping = _mapping(tmp_path, "told")

    endpoint = f"ApiEndpoint={aws.url}/_aws/execute-api"
    given = ("--yes", "--arch", ARCHITECTURE, "--parameter", endpoint)
    made = run("deploy", *STACK, *given, "--mapping", mapping)

    policies = list(_policies(aws.client("iam")))
    run("destroy", *STACK, "--yes")
    assert made.exit_code == 0, made.output
    assert "so Slipway may" not in made.output
    passed = [
        statement["Resource"]
        for policy in policies
        for statement in policy["Statement"]
        if statement["Action"] == ["iam:PassRole"]
    ]
    assert passed == [[role]] * 4


def _mapping(folder: Path, cluster: str) -> str:
    service = {"image": {"repository": "shop"}, "ecs": {"cluster": cluster, "service": "shop"}}
    path = folder / "services.yaml"
    path.write_text(json.dumps({"version": 1, "services": {"shop": service}}))
    return str(path)


def _policies(iam: Any) -> Iterator[dict[str, Any]]:
    for role in iam.list_roles()["Roles"]:
        for name in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]:
            document = iam.get_role_policy(RoleName=role["RoleName"], PolicyName=name)["PolicyDocument"]
            yield json.loads(document) if isinstance(document, str) else document


@pytest.mark.parametrize("wrong", ["Workspace", "=acme"])
def test_a_parameter_without_a_name_or_a_value_is_refused(wrong: str) -> None:
    refused = run("deploy", "--parameter", wrong)

    assert refused.exit_code == 2
    assert "NAME=VALUE" in refused.output
