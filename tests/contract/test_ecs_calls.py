"""How Amazon ECS is called: how often, again or not, and under whose role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest

from builders import ACCOUNT, REGION
from chalicelib.domain.errors import OutcomeUnknownError, RefusedError, RetryableError
from chalicelib.domain.mapping import Target
from contract.ecs_worlds import AwsWorld, definition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_stack import LocalAws

WRITES = ("RegisterTaskDefinition", "UpdateService")
OTHER_ACCOUNT = "210987654321"


@pytest.fixture
def world(home: LocalAws) -> Iterator[AwsWorld]:
    yield AwsWorld(home, tasks=0)
    home.local("DELETE", "faults")


@pytest.fixture
def target(world: AwsWorld, name: str) -> Target:
    (only,) = world.cluster(name, 1)
    world.aws.local("DELETE", "calls")
    return only


def write(world: AwsWorld, target: Target, operation: str) -> None:
    if operation == "UpdateService":
        world.ecs.update(target, world.ecs.services([target])[target].task_definition)
    else:
        world.ecs.register(target, definition(target.cluster, "v1"), {})


def test_services_are_asked_for_in_tens(world: AwsWorld, name: str) -> None:
    targets = world.cluster(name, 12)
    world.aws.local("DELETE", "calls")

    found = world.ecs.services([*targets, Target(name, "missing", REGION)])

    assert set(found) == set(targets)
    assert world.aws.calls() == ["ecs:DescribeServices"] * 2


def test_revisions_that_cannot_be_a_deployment_s_own_are_not_read(world: AwsWorld, name: str) -> None:
    target = Target(name, "web", REGION)
    arns = [world.ecs.register(target, definition(name, "v1"), {}) for _ in range(12)]
    base = world.ecs.task_definition(target, arns[-2])
    world.aws.local("DELETE", "calls")

    assert world.ecs.revision_for(target, base, "web.1") is None
    assert world.aws.calls() == ["ecs:ListTaskDefinitions", "ecs:DescribeTaskDefinition"]


@pytest.mark.parametrize("operation", WRITES)
def test_a_throttled_write_is_sent_again(world: AwsWorld, target: Target, operation: str) -> None:
    world.aws.fault("ecs", operation, "ThrottlingException")

    write(world, target, operation)

    assert world.aws.calls().count(f"ecs:{operation}") == 2


@pytest.mark.parametrize("operation", WRITES)
def test_a_write_without_a_clear_answer_is_sent_once(world: AwsWorld, target: Target, operation: str) -> None:
    world.aws.fault("ecs", operation, "ServerException")

    with pytest.raises(OutcomeUnknownError, match=f"ecs:{operation} of .*{target.cluster}"):
        write(world, target, operation)

    assert world.aws.calls().count(f"ecs:{operation}") == 1


@pytest.mark.parametrize("error", ["ThrottlingException", "ServerException"])
def test_a_read_is_repeated_by_itself(world: AwsWorld, target: Target, error: str) -> None:
    world.aws.fault("ecs", "DescribeServices", error, times=2)

    assert target in world.ecs.services([target])


def test_a_read_is_not_repeated_for_ever(world: AwsWorld, target: Target) -> None:
    world.aws.fault("ecs", "DescribeServices", "ThrottlingException", times=9)

    with pytest.raises(RetryableError, match="ThrottlingException"):
        world.ecs.services([target])

    assert world.aws.calls() == ["ecs:DescribeServices"] * 4


@pytest.mark.parametrize("operation", WRITES)
def test_a_missing_permission_says_what_to_do(world: AwsWorld, target: Target, operation: str) -> None:
    world.aws.fault("ecs", operation, "AccessDeniedException")

    with pytest.raises(RefusedError, match="grant it to the function's role"):
        write(world, target, operation)


def test_a_service_in_another_account_is_reached_under_the_role_that_the_mapping_names(
    world: AwsWorld, name: str
) -> None:
    role = f"arn:aws:iam::{OTHER_ACCOUNT}:role/{name}"
    given = world.aws.client("sts").assume_role(RoleArn=role, RoleSessionName="owner")["Credentials"]
    theirs = boto3.client(
        "ecs",
        endpoint_url=world.aws.url,
        region_name="eu-central-1",
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )
    theirs.create_cluster(clusterName=name)
    there = theirs.register_task_definition(
        family=name, containerDefinitions=[{"name": "api", "image": "x", "memory": 64}]
    )["taskDefinition"]["taskDefinitionArn"]
    theirs.create_service(cluster=name, serviceName="web", taskDefinition=there, desiredCount=0)
    world.aws.local("DELETE", "calls")
    target = Target(name, "web", "eu-central-1", role, "an-external-id")

    shown = world.ecs.services([target])[target]
    made = world.ecs.register(target, world.ecs.task_definition(target, there).definition, {})
    world.ecs.update(target, made)

    assert (OTHER_ACCOUNT in shown.task_definition, "eu-central-1" in shown.task_definition) == (True, True)
    assert ACCOUNT not in made
    assert world.aws.calls().count("sts:AssumeRole") == 1


def test_nothing_of_a_definition_is_in_an_error_s_text(world: AwsWorld, target: Target) -> None:
    secret = {**definition(target.cluster, "v1"), "cpu": "c4n4ry", "unknownMember": "c4n4ry"}

    with pytest.raises((RetryableError, RefusedError)) as raised:
        world.ecs.register(target, secret, {})

    assert "c4n4ry" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
