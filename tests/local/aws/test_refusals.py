"""What ECS refuses, and what a task definition keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from local.aws.harness import ACCOUNT
from local.aws.rollout import Service

if TYPE_CHECKING:
    from local.aws.harness import LocalAws

ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"
FULL: dict[str, Any] = {
    "family": "",
    "taskRoleArn": ROLE,
    "executionRoleArn": ROLE,
    "networkMode": "awsvpc",
    "containerDefinitions": [
        {
            "name": "app",
            "image": "app:1",
            "cpu": 10,
            "memory": 128,
            "essential": True,
            "environment": [{"name": "A", "value": "1"}],
            "secrets": [{"name": "S", "valueFrom": "arn:secret"}],
            "portMappings": [{"containerPort": 80, "protocol": "tcp"}],
            "healthCheck": {"command": ["CMD", "true"], "interval": 10},
            "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "g"}},
            "versionConsistency": "enabled",
            "restartPolicy": {"enabled": True},
        }
    ],
    "volumes": [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}}],
    "placementConstraints": [{"type": "memberOf", "expression": "attribute:x == y"}],
    "requiresCompatibilities": ["FARGATE"],
    "cpu": "256",
    "memory": "512",
    "tags": [{"key": "team", "value": "shop"}],
    "pidMode": "task",
    "ipcMode": "none",
    "proxyConfiguration": {
        "type": "APPMESH",
        "containerName": "app",
        "properties": [{"name": "a", "value": "b"}],
    },
    "inferenceAccelerators": [{"deviceName": "d", "deviceType": "t"}],
    "ephemeralStorage": {"sizeInGiB": 30},
    "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
    "enableFaultInjection": True,
    "trustedExecutionConfiguration": {"isolationMode": "SHARED"},
}


def members(aws: LocalAws) -> list[str]:
    model = aws.client("ecs").meta.service_model
    return sorted(model.operation_model("RegisterTaskDefinition").input_shape.members)


def test_the_full_task_definition_has_every_member_there_is(aws: LocalAws) -> None:
    assert sorted(FULL) == members(aws)


@pytest.mark.parametrize("member", sorted(set(FULL) - {"family"}))
def test_a_task_definition_keeps_every_member(aws: LocalAws, name: str, member: str) -> None:
    ecs = aws.client("ecs")
    required = {"family": name, "containerDefinitions": FULL["containerDefinitions"]}
    arn = ecs.register_task_definition(
        **required, **{member: FULL[member]} if member not in required else {}
    )["taskDefinition"]["taskDefinitionArn"]
    answer = ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
    kept = answer["tags"] if member == "tags" else answer["taskDefinition"][member]
    assert kept == FULL[member]


def test_tags_are_shown_only_if_they_are_asked_for(aws: LocalAws, name: str) -> None:
    ecs = aws.client("ecs")
    ecs.register_task_definition(**FULL | {"family": name})
    assert "tags" not in ecs.describe_task_definition(taskDefinition=name)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"containerDefinitions": FULL["containerDefinitions"] * 11}, "Too many containers"),
        ({"tags": [{"key": str(n), "value": ""} for n in range(51)]}, "Too many tags"),
        ({"volumes": [{"name": "x" * 66000}]}, "Max allowed length is '65536' bytes"),
    ],
)
def test_a_task_definition_beyond_a_limit_is_refused(
    aws: LocalAws, name: str, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(ClientError, match=words):
        aws.client("ecs").register_task_definition(**FULL | {"family": name} | change)


def test_a_task_definition_nobody_registered_is_refused(aws: LocalAws, name: str) -> None:
    service = Service(aws, name).create(desired=0)
    with pytest.raises(service.ecs.exceptions.ClientException, match="Unable to describe task definition"):
        service.update("nobody:9")


def test_an_inactive_task_definition_is_refused(aws: LocalAws, name: str) -> None:
    service = Service(aws, name).create(desired=0)
    arn = service.register("v2")
    service.ecs.deregister_task_definition(taskDefinition=arn)
    with pytest.raises(service.ecs.exceptions.ClientException, match="TaskDefinition is inactive"):
        service.update(arn)
    assert len(service.describe()["deployments"]) == 1


def test_a_deleted_service_is_not_updated(aws: LocalAws, name: str) -> None:
    service = Service(aws, name).create(desired=0)
    service.ecs.delete_service(cluster=name, service=name)
    with pytest.raises(service.ecs.exceptions.ServiceNotActiveException):
        service.update(service.register("v1"))


@pytest.mark.parametrize("controller", ["CODE_DEPLOY", "EXTERNAL"])
def test_a_service_of_another_controller_takes_no_task_definition(
    aws: LocalAws, name: str, controller: str
) -> None:
    service = Service(aws, name).create(desired=0, deploymentController={"type": controller})
    with pytest.raises(service.ecs.exceptions.InvalidParameterException, match=controller):
        service.update(service.register("v2"))


def test_missing_services_come_as_failures(aws: LocalAws, name: str) -> None:
    service = Service(aws, name).create(desired=0)
    answer = service.ecs.describe_services(cluster=name, services=["nobody"])
    assert [failure["reason"] for failure in answer["failures"]] == ["MISSING"]
