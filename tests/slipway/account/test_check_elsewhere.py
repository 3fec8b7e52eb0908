"""`slipway check --live` of services and repositories in other regions and accounts."""

from __future__ import annotations

import json

import pytest

from builders import ACCOUNT, REGION
from slipway_account import OTHER, Account, lines

EU = "eu-central-1"
BUS = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default"
ROLE = f"arn:aws:iam::{OTHER}:role"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": "the-right-one"}},
        }
    ],
}


@pytest.fixture
def ready(account: Account) -> Account:
    """One service that can be deployed, of which there is nothing to say."""
    account.repository("v1")
    account.service()
    return account


def forward(account: Account, region: str, source: str, detail_type: str) -> None:
    events = account.client("events", region)
    name = f"{account.name}-{source.replace('.', '-')}"
    events.put_rule(Name=name, EventPattern=json.dumps({"source": [source], "detail-type": [detail_type]}))
    events.put_targets(Rule=name, Targets=[{"Id": "home", "Arn": BUS, "RoleArn": f"{ROLE}/bus"}])


def test_a_push_in_a_region_without_a_rule_never_deploys(ready: Account) -> None:
    registry = f"{ACCOUNT}.dkr.ecr.{EU}.amazonaws.com"
    ready.client("ecr", EU).create_repository(repositoryName=ready.name)
    far = ready.mapped(container="api", image={"registry": registry})
    assert ("mistake", "web", "events") in ready.found(web=far)
    assert ("mistake", "web", "events") not in ready.found(web=far | {"trigger": "manual"})
    forward(ready, EU, "aws.ecr", "ECR Image Action")
    assert ("mistake", "web", "events") not in ready.found(web=far)


def test_a_service_in_a_region_without_a_rule_is_told_of_late(ready: Account) -> None:
    region = "eu-north-1"
    ready.service(of=ready.client("ecs", region))
    far = ready.mapped(region=region)
    assert ready.found(web=far) == [("warning", "web", "events")]
    forward(ready, region, "aws.ecs", "ECS Deployment State Change")
    assert ready.found(web=far) == []


def test_a_rule_that_is_switched_off_forwards_nothing(ready: Account) -> None:
    region = "eu-south-1"
    ready.service(of=ready.client("ecs", region))
    forward(ready, region, "aws.ecs", "ECS Deployment State Change")
    ready.client("events", region).disable_rule(Name=f"{ready.name}-aws-ecs")
    assert ready.found(web=ready.mapped(region=region)) == [("warning", "web", "events")]


def test_a_role_that_cannot_be_assumed_is_a_mistake_of_its_service_alone(ready: Account) -> None:
    role = f"{ROLE}/{ready.name}"
    ready.client("iam", account=OTHER).create_role(
        RoleName=ready.name, AssumeRolePolicyDocument=json.dumps(TRUST)
    )
    ready.service(of=ready.client("ecs", account=OTHER))
    right = ready.mapped(role_arn=role, external_id="the-right-one", container="api")
    wrong = ready.mapped("web", role_arn=role, external_id="a-wrong-one")
    assert ready.found(far=right) == [("warning", "far", "events")]
    result = ready.check(near=ready.mapped(), far=wrong)
    assert [line.split(": ")[:2] for line in lines(result, "✗")[:-1]] == [["✗ far", "role"]]
    assert f"{role} cannot be assumed" in result.output
    assert "with the external id a-wrong-one" in result.output
    assert "✓ near: service:" in result.output
