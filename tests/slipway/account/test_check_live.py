"""`slipway check --live`: the mapping against the account."""

from __future__ import annotations

import json
from typing import Any

import pytest

from builders import ACCOUNT, REGION
from slipway_account import OTHER, Account, lines


@pytest.fixture
def ready(account: Account) -> Account:
    """One service that can be deployed, of which there is nothing to say."""
    account.repository("v1")
    account.service()
    return account


# What is fine


def test_a_service_that_can_be_deployed_exits_0_and_says_what_would_change(ready: Account) -> None:
    result = ready.check()
    assert result.exit_code == 0
    assert f"✓ web: service: {ready.name}/web runs {ready.name}-web:1" in result.output
    assert "✓ web: containers: the image goes into api" in result.output
    assert result.output.splitlines()[-1].startswith(
        f"✓ account {ACCOUNT}, deployer in {REGION}: 1 service can"
    )


def test_nothing_is_changed(ready: Account) -> None:
    ready.aws.local("DELETE", "calls")
    ready.check()
    assert ready.writes() == []


@pytest.mark.parametrize(("mutability", "says"), [("MUTABLE", "may move"), ("IMMUTABLE", "never move")])
def test_it_is_said_whether_tags_may_move(account: Account, mutability: str, says: str) -> None:
    account.repository(imageTagMutability=mutability)
    account.service()
    result = account.check()
    assert (result.exit_code, f"tags of {account.name} {says}" in result.output) == (0, True)


def test_the_roles_that_must_be_passed_are_listed_once(account: Account) -> None:
    account.repository()
    roles = {name: f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("taskRoleArn", "executionRoleArn")}
    account.service("web", roles=roles)
    account.service("web2", roles=roles)
    services = {"web": account.mapped(), "web2": account.mapped("web2")}
    answer = json.loads(account.check("--json", **services).output)
    assert answer["live"]["roles"] == sorted(roles.values())
    assert f"  {roles['taskRoleArn']}\n" in account.check(**services).output


def test_the_roles_that_the_mapping_names_are_those_that_will_be_passed(account: Account) -> None:
    account.repository()
    account.service(roles={"taskRoleArn": f"arn:aws:iam::{ACCOUNT}:role/web"})
    named = account.mapped(roles=["web", f"arn:aws:iam::{ACCOUNT}:role/next"])
    answer = json.loads(account.check("--json", web=named).output)
    assert answer["live"]["roles"] == [f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("next", "web")]


# What is wrong


def test_every_mistake_is_found_at_once_and_hides_no_other(ready: Account) -> None:
    ready.service("deployed-by-another", deploymentController={"type": "CODE_DEPLOY"})
    services = {
        "no-cluster": ready.mapped(cluster="nowhere"),
        "no-service": ready.mapped("nothing"),
        "no-repository": ready.mapped(container="api", image={"repository": "no/such"}),
        "controller": ready.mapped("deployed-by-another"),
        "web2": ready.mapped("web2"),
    }
    ready.service("web2")
    result = ready.check(**services)
    assert result.exit_code == 1
    assert [line.split(": ")[:2] for line in lines(result, "✗")[:-1]] == [
        ["✗ no-cluster", "cluster"],
        ["✗ no-service", "service"],
        ["✗ no-repository", "repository"],
        ["✗ controller", "service"],
    ]
    assert "✓ web2: service:" in result.output


@pytest.mark.parametrize(
    ("containers", "changes", "says"),
    [
        (("api", "api2"), {}, "containers api, api2 all run an image of"),
        (("api",), {"container": "nope"}, "has no container nope, only api"),
        ((), {}, "no container runs an image of"),
    ],
)
def test_the_container_has_to_be_clear(
    account: Account, containers: tuple[str, ...], changes: dict[str, Any], says: str
) -> None:
    account.repository()
    made = [account.container(name) for name in containers]
    account.service("web", *(made or [account.container(image="envoyproxy/envoy:v1.30")]))
    result = account.check(web=account.mapped(**changes))
    assert result.exit_code == 1
    assert says in lines(result, "✗")[0]
    assert "in the mapping" in lines(result, "✗")[0]


def test_a_cluster_that_could_not_be_looked_at_is_no_matter_when_its_service_could(ready: Account) -> None:
    ready.aws.fault("ecs", "DescribeClusters", "AccessDeniedException", times=1)
    assert ready.found() == []


def test_what_could_not_be_looked_at_is_a_mistake_of_that_alone(ready: Account) -> None:
    ready.repository(name=f"{ready.name}/more")
    ready.aws.fault("ecr", "DescribeRepositories", "AccessDeniedException")
    result = ready.check()
    assert [line.split(": ")[:2] for line in lines(result, "✗")[:-1]] == [["✗ web", "repository"]]
    assert "grant ecr:DescribeRepositories to whoever runs this check" in result.output


def test_an_invalid_mapping_is_not_held_against_the_account(ready: Account) -> None:
    result = ready.check(web=ready.mapped(clutser="x"))
    assert result.exit_code == 1
    assert "did you mean cluster?" in result.output
    assert ready.aws.calls("in-process") == ["sts:GetCallerIdentity"]


# What people should know


@pytest.mark.parametrize(
    ("configuration", "says"),
    [
        ({}, "only noticed at the deadline (30 min)"),
        ({"deploymentCircuitBreaker": {"enable": True, "rollback": False}}, "does not roll back"),
    ],
)
def test_a_missing_circuit_breaker_is_a_warning_that_says_what_it_means(
    account: Account, configuration: dict[str, Any], says: str
) -> None:
    account.repository()
    account.service(deploymentConfiguration=configuration)
    result = account.check()
    (warning,) = lines(result, "!")
    assert result.exit_code == 0
    assert says in warning
    assert f"aws ecs update-service --region {REGION} --cluster {account.name} --service web" in warning


def test_a_named_container_that_runs_something_else_is_a_warning(account: Account) -> None:
    account.repository()
    account.service("web", account.container(image="envoyproxy/envoy:v1.30"))
    assert account.found(web=account.mapped(container="api")) == [("warning", "web", "containers")]


# Who asks, and how it is told


def test_credentials_of_another_account_are_refused(ready: Account) -> None:
    result = ready.check("--account", OTHER)
    assert result.exit_code == 1
    assert f"these credentials are of account {ACCOUNT}, not {OTHER}" in result.output


def test_without_live_account_and_region_come_together(account: Account) -> None:
    mapping = account.mapping()
    assert (
        account.slipway("check", "--mapping", mapping, "--account", ACCOUNT, "--region", REGION).exit_code
        == 0
    )
    wrong = account.slipway("check", "--mapping", mapping, "--region", REGION)
    assert (wrong.exit_code, "give both --account and --region" in wrong.output) == (1, True)


@pytest.mark.parametrize("columns", [80, 120])
def test_a_terminal_gets_a_table_that_fits(ready: Account, columns: int) -> None:
    path = ready.mapping(web=ready.mapped(), gone=ready.mapped("gone"))
    shown = ready.on_a_terminal(columns, "check", "--live", "--mapping", path)
    rows = [line for line in shown.splitlines() if line[:1] in "✓✗!"]
    assert [row.split()[:2] for row in rows[1:3]] == [["✓", "web"], ["✗", "gone"]]
    assert "→ create it, or correct" in shown
    assert max(map(len, shown.splitlines()[1:-1])) <= columns


def test_services_are_described_ten_a_call(account: Account) -> None:
    services = {f"s{number}": account.mapped(f"s{number}") for number in range(23)}
    account.check(**services)
    assert account.aws.calls("in-process").count("ecs:DescribeServices") == 3
    assert account.aws.calls("in-process").count("ecs:DescribeClusters") == 1
