"""Services in another account and region, reached under the role that the mapping names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from builders import ACCOUNT, REGION, REGISTRY, commit
from chalicelib.adapters.ecs import AwsEcs
from chalicelib.domain.errors import RefusedError
from chalicelib.domain.mapping import Target
from journey import Journey, service_of
from local_stack import LocalAws, at_home, forget, image
from slipway.local.stack import local_aws, ports
from slipway.local.stack.cloud import Cloud
from slipway.local.stack.wanted import Wanted
from waiting import eventually

OTHER = "345678901234"
ABROAD = "eu-central-1"
EXTERNAL_ID = "slipway-production"


def theirs(aws: LocalAws, service: str) -> Any:
    """The owner of the other account: on the local AWS a key of twelve digits is that account's."""
    return boto3.client(
        service,  # type: ignore[call-overload]  # the stubs list each service's name as a literal
        endpoint_url=aws.url,
        region_name=ABROAD,
        aws_access_key_id=OTHER,
        aws_secret_access_key="any",
    )


def trust(external_id: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def make_service(aws: LocalAws, name: str) -> str:
    """A service that runs v1 of the home account's repository; returns the ARN of the role that leads to it."""
    theirs(aws, "iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust(EXTERNAL_ID))
    ecs = theirs(aws, "ecs")
    ecs.create_cluster(clusterName=name)
    container = {"name": "api", "image": f"{REGISTRY}/{name}:v1", "essential": True, "memory": 64}
    ecs.register_task_definition(family=name, containerDefinitions=[container])
    ecs.create_service(cluster=name, serviceName="web", taskDefinition=name, desiredCount=1)
    return f"arn:aws:iam::{OTHER}:role/{name}"


class Abroad:
    """A journey's service at home, and one that follows the same repository in the other account."""

    def __init__(self, journey: Journey) -> None:
        self.journey, self.aws, self.name = journey, journey.aws, journey.name
        self.role = make_service(self.aws, self.name)

    def mapped(self, mapping: str, **ecs: str) -> None:
        """The service abroad is mapped with these members of `ecs` beside cluster and service."""
        near = service_of(self.name)
        far = {**near, "ecs": {**near["ecs"], "region": ABROAD, "container": "api", **ecs}}
        del far["bitbucket"]
        services = {self.name: near, f"{self.name}-far": far}
        with open(mapping, "w", encoding="utf-8") as file:  # noqa: PTH123  the path is the environment's
            json.dump({"version": 1, "services": services}, file)
        forget()

    def runs(self) -> str:
        ecs = theirs(self.aws, "ecs")
        service = ecs.describe_services(cluster=self.name, services=["web"])["services"][0]
        described = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])
        found: str = described["taskDefinition"]["containerDefinitions"][0]["image"]
        return found

    def states(self) -> dict[str, tuple[str, str]]:
        """Mapped service -> state of its only deployment, and the last reason."""
        found = [one for one in self.journey.items() if one["sk"]["S"].startswith("DEPLOYMENT#")]
        return {
            one["wish"]["M"]["service"]["S"]: (one["state"]["S"], json.dumps(one["history"])) for one in found
        }

    def ends(self, service: str, state: str) -> None:
        """The sweep goes on until the service's deployment is no more under way."""

        def ended() -> bool:
            if self.states()[service][0] != "deploying":
                return True
            self._make_due(service)
            self.journey.sweep()
            return False

        eventually(ended, f"{service} {state}")
        assert self.states()[service][0] == state, self.states()[service]

    def _make_due(self, service: str) -> None:
        self.aws.client("dynamodb").update_item(
            TableName=self.name,
            Key={"pk": {"S": f"SERVICE#{service}"}, "sk": {"S": "SERVICE"}},
            UpdateExpression="SET due_at = :long_ago",
            ExpressionAttributeValues={":long_ago": {"N": "0"}},
        )


@pytest.fixture
def abroad(journey: Journey) -> Abroad:
    return Abroad(journey)


def test_a_push_rolls_out_at_home_and_in_the_other_account(abroad: Abroad, tmp_path: Any) -> None:
    abroad.mapped(str(tmp_path / "services.yaml"), role_arn=abroad.role, external_id=EXTERNAL_ID)
    events = abroad.journey.push("v2", revision=commit("v2"))
    abroad.journey.deliver(*events)
    digest = events[-1]["detail"]["image-digest"]
    abroad.ends(abroad.name, "succeeded")
    abroad.ends(f"{abroad.name}-far", "succeeded")
    assert abroad.runs() == f"{REGISTRY}/{abroad.name}@{digest}"
    assert abroad.journey.image() == abroad.runs()
    assert abroad.journey.calls().count("sts:AssumeRole") == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "does not exist"),
        ({"role_arn": "ROLE"}, "not authorized to perform: sts:AssumeRole"),
        ({"role_arn": "ROLE", "external_id": "a-wrong-one"}, "not authorized to perform: sts:AssumeRole"),
        (
            {"role_arn": f"arn:aws:iam::{OTHER}:role/no-such-role"},
            "not authorized to perform: sts:AssumeRole",
        ),
    ],
)
def test_without_the_role_that_service_is_refused_alone(
    abroad: Abroad, tmp_path: Any, changes: dict[str, str], says: str
) -> None:
    named = {key: value.replace("ROLE", abroad.role) for key, value in changes.items()}
    abroad.mapped(str(tmp_path / "services.yaml"), **named)
    before = abroad.runs()
    abroad.journey.pushed("v2")
    state, history = abroad.states()[f"{abroad.name}-far"]
    assert (state, says in history) == ("refused", True)
    abroad.ends(abroad.name, "succeeded")
    assert abroad.runs() == before


# Credentials


@pytest.fixture(params=[300, 3600])
def lasting(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, LocalAws]]:
    """A local AWS whose assumed roles last so many seconds; the SDK renews ten minutes before the end."""
    wanted = Wanted(region=REGION, account=ACCOUNT, pace=(f"session={request.param}",))
    port = ports.choose(0, "--aws-port")
    with local_aws.start(wanted, port, tmp_path_factory.mktemp("aws")) as process:
        process.ready_line()
        aws = LocalAws(Cloud(f"http://{ports.HOST}:{port}", REGION, ACCOUNT))
        with at_home(aws):
            yield request.param, aws


def test_credentials_are_renewed_before_they_expire_and_not_earlier(lasting: tuple[int, LocalAws]) -> None:
    seconds, aws = lasting
    aws.client("ecr").create_repository(repositoryName="far")
    aws.push("far", image("v1"), "v1")
    target = Target("far", "web", ABROAD, make_service(aws, "far"), EXTERNAL_ID)
    for _ in range(3):
        assert set(AwsEcs().services([target])) == {target}
    assert aws.calls("in-process").count("sts:AssumeRole") == (1 if seconds == 3600 else 3)


def test_a_role_that_is_let_in_later_is_tried_again(home: LocalAws) -> None:
    name = "let-in-later"
    role = make_service(home, name)
    target = Target(name, "web", ABROAD, role, "the-new-one")
    with pytest.raises(RefusedError, match="sts:AssumeRole"):
        AwsEcs().services([target])
    theirs(home, "iam").update_assume_role_policy(RoleName=name, PolicyDocument=trust("the-new-one"))
    assert set(AwsEcs().services([target])) == {target}
