"""What `slipway local up` says when it is ready, and that it is true."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import pytest

from slipway.local.bitbucket import AUDIENCE, WORKSPACE, WORKSPACE_UUID
from slipway.local.stack.cloud import Cloud

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.xdist_group("local-stack")
FUNCTIONS = {"image_pushed", "deployment_changed", "sweep"}


@pytest.fixture(scope="module")
def cloud(ready: dict[str, Any]) -> Cloud:
    return Cloud(ready["aws"], ready["region"], ready["account"])


def test_the_ready_line_has_just_the_members_of_the_contract(ready: dict[str, Any]) -> None:
    assert set(ready) == {
        "ready",
        "aws",
        "api",
        "bitbucket",
        "operator_token",
        "region",
        "account",
        "table",
        "functions",
        "oidc",
    }
    assert ready["ready"] is True
    assert set(ready["functions"]) >= FUNCTIONS
    assert ready["oidc"] == {
        "workspace": WORKSPACE,
        "workspace_uuid": WORKSPACE_UUID,
        "audience": AUDIENCE,
    }


def test_both_servers_answer_where_it_says(ready: dict[str, Any], cloud: Cloud) -> None:
    assert cloud.client("sts").get_caller_identity()["Account"] == ready["account"]
    with urlopen(f"{ready['bitbucket']}/_local/statuses", timeout=10) as answer:  # noqa: S310 - our own address
        assert json.load(answer) == []


def test_the_table_is_there(ready: dict[str, Any], cloud: Cloud) -> None:
    table = cloud.client("dynamodb").describe_table(TableName=ready["table"])["Table"]
    assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]
    assert [index["IndexName"] for index in table["GlobalSecondaryIndexes"]] == ["due"]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_each_function_is_deployed_with_bitbucket_s_stand_in_as_its_bitbucket(
    ready: dict[str, Any], cloud: Cloud, name: str
) -> None:
    deployed = cloud.client("lambda").get_function_configuration(FunctionName=ready["functions"][name])
    environment = deployed["Environment"]["Variables"]
    assert deployed["Handler"] == f"app.{name}"
    assert environment["SLIPWAY_BITBUCKET_API"] == f"{ready['bitbucket']}/2.0"
    assert environment["SLIPWAY_TABLE"] == ready["table"]


def test_each_function_runs_under_a_role_of_its_own(ready: dict[str, Any], cloud: Cloud) -> None:
    functions = cloud.client("lambda")
    roles = {
        functions.get_function_configuration(FunctionName=name)["Role"]
        for name in ready["functions"].values()
    }
    assert len(roles) == len(ready["functions"])


def test_the_operator_s_token_is_stored_as_a_hash_alone(ready: dict[str, Any], cloud: Cloud) -> None:
    secret = cloud.client("secretsmanager").get_secret_value(SecretId="slipway/operators")["SecretString"]
    assert hashlib.sha256(ready["operator_token"].encode()).hexdigest() in json.loads(secret).values()
    assert ready["operator_token"] not in secret


def test_bitbucket_s_stand_in_takes_the_credential_in_the_secret(ready: dict[str, Any], cloud: Cloud) -> None:
    secret = cloud.client("secretsmanager").get_secret_value(SecretId="slipway/bitbucket")["SecretString"]
    commit = "0123456789abcdef0123456789abcdef01234567"
    request = Request(  # noqa: S310 - our own address
        f"{ready['bitbucket']}/2.0/repositories/acme/shop-api/commit/{commit}/statuses",
        headers={"Authorization": f"Bearer {json.loads(secret)['token']}"},
    )
    with urlopen(request, timeout=10) as answer:  # noqa: S310 - our own address
        assert answer.status == 200


def test_a_second_stack_runs_beside_it_on_other_ports(
    ready: dict[str, Any], cloud: Cloud, start: Callable[..., Any]
) -> None:
    with start() as other:
        line = json.loads(other.stdout.readline())
        assert len({ready["aws"], ready["bitbucket"], line["aws"], line["bitbucket"]}) == 4
        Cloud(line["aws"], line["region"], line["account"]).client("ecs").create_cluster(clusterName="theirs")
        assert cloud.client("ecs").list_clusters()["clusterArns"] == []


@pytest.mark.parametrize("option", ["--aws-port", "--bitbucket-port"])
def test_a_port_that_is_taken_is_named_with_the_way_out(
    ready: dict[str, Any], start: Callable[..., Any], option: str
) -> None:
    taken = ready["aws"].rpartition(":")[2]
    with start(option, taken) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert taken in said
    assert option in said
