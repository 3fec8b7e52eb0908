"""What is there before the first act: a cluster, and three services on version 1, as somebody's own tools made them."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slipway.demo import events as push_events
from slipway.demo.outside import CLUSTER, REPOSITORY, Outside
from slipway.demo.versions import version, versions

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.demo.versions import Version, Versions
    from slipway.local.stack.stack import Stack

DESIRED = {"shop-api": 4, "shop-worker": 2, "shop-production": 4}
APP, SIDECAR = "app", "log-router"
SIDECAR_REPOSITORY = "platform/log-router"
READY_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.1
TIME = "%Y-%m-%dT%H:%M:%SZ"


class WorldError(Exception):
    """The demo's own services did not come up; the message says what ECS said last."""


@dataclass(frozen=True, slots=True)
class World:
    """The stack from outside, and the images; `late_pushed_at` is when the late one landed, in UTC."""

    outside: Outside
    versions: Versions
    late_pushed_at: str


def build(stack: Stack, report: Callable[[str], None]) -> World:
    """Make everything. Slipway's rule for pushes sleeps meanwhile, so nothing of this reaches it.

    Raises:
        WorldError: the services were not steady in time.

    """
    outside, images, router = Outside(stack), versions(), version("2.32.0")
    events, rule = outside.client("events"), _rule_of_pushes(outside)
    events.disable_rule(Name=rule)
    report("Creating cluster demo with shop-api, shop-worker and shop-production on version 1")
    with ThreadPoolExecutor(max_workers=1) as beside:
        started = beside.submit(_start_up, outside, router)
        _make(outside, images, router)
        _wait(outside)
        started.result()
    events.enable_rule(Name=rule)
    return World(outside, images, _pushed_at(outside, images.late))


def _make(outside: Outside, images: Versions, router: Version) -> None:
    for repository, image in ((SIDECAR_REPOSITORY, router), (REPOSITORY, images.first)):
        outside.client("ecr").create_repository(repositoryName=repository)
        outside.push(image, repository)
    outside.client("ecs").create_cluster(clusterName=CLUSTER)
    for service, desired in DESIRED.items():
        _create(outside, service, desired, images.first, router)
    outside.push(images.late)


def _start_up(outside: Outside, router: Version) -> None:
    """Show the functions what is no business of Slipway's: they need not start cold in the first acts."""
    event = push_events.pushed(outside.stack, SIDECAR_REPOSITORY, router, time.strftime(TIME, time.gmtime()))
    function = outside.stack.functions["image_pushed"]
    outside.stack.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
    outside.ask("GET", "/services", outside.stack.operator_token)


def _rule_of_pushes(outside: Outside) -> str:
    function = outside.stack.functions["image_pushed"]
    arn = outside.client("lambda").get_function_configuration(FunctionName=function)["FunctionArn"]
    rule: str = outside.client("events").list_rule_names_by_target(TargetArn=arn)["RuleNames"][0]
    return rule


def _pushed_at(outside: Outside, image: Version) -> str:
    """Return when ECR says that the image landed, in whole seconds, as its events tell it."""
    found = outside.client("ecr").describe_images(
        repositoryName=REPOSITORY, imageIds=[{"imageDigest": image.digest}]
    )
    at = found["imageDetails"][0]["imagePushedAt"]
    return time.strftime(TIME, time.gmtime(at.timestamp()))


def _create(outside: Outside, service: str, desired: int, image: Version, router: Version) -> None:
    secret = outside.client("ssm")
    secret.put_parameter(Name=_secret(service), Type="SecureString", Value="postgres://shop@db.internal/shop")
    ecs = outside.client("ecs")
    definition = ecs.register_task_definition(**_definition(outside.stack, service, image, router))
    ecs.create_service(
        cluster=CLUSTER,
        serviceName=service,
        taskDefinition=definition["taskDefinition"]["taskDefinitionArn"],
        desiredCount=desired,
        launchType="FARGATE",
        deploymentConfiguration={
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            "minimumHealthyPercent": 100,
            "maximumPercent": 150,
        },
        networkConfiguration={
            "awsvpcConfiguration": {"subnets": ["subnet-1", "subnet-2"], "securityGroups": ["sg-1"]}
        },
    )


def _definition(stack: Stack, service: str, image: Version, router: Version) -> dict[str, Any]:
    """Whatever a careless copy would lose: roles, a sidecar, variables, secrets, a volume, tags."""
    registry = f"{stack.account}.dkr.ecr.{stack.region}.amazonaws.com"
    app = {
        "name": APP,
        "image": f"{registry}/{REPOSITORY}:{image.tag}",
        "essential": True,
        "command": [service.removeprefix("shop-")],
        "environment": [{"name": "SHOP_CURRENCY", "value": "EUR"}, {"name": "SHOP_ROLE", "value": service}],
        "secrets": [{"name": "DATABASE_URL", "valueFrom": _secret(service)}],
        "portMappings": [{"containerPort": 8080, "protocol": "tcp"}],
        "mountPoints": [{"sourceVolume": "scratch", "containerPath": "/scratch"}],
    }
    sidecar = {
        "name": SIDECAR,
        "image": f"{registry}/{SIDECAR_REPOSITORY}:{router.tag}",
        "essential": False,
        "environment": [{"name": "LOG_LEVEL", "value": "info"}],
    }
    return {
        "family": service,
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "1024",
        "taskRoleArn": f"arn:aws:iam::{stack.account}:role/{service}",
        "executionRoleArn": f"arn:aws:iam::{stack.account}:role/ecs-execution",
        "runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"},
        "containerDefinitions": [app, sidecar],
        "volumes": [{"name": "scratch"}],
        "tags": [{"key": "team", "value": "shop"}, {"key": "cost-centre", "value": "4711"}],
    }


def _secret(service: str) -> str:
    return f"/{CLUSTER}/{service}/database-url"


def _wait(outside: Outside) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        found = outside.services().values()
        if all([one["rolloutState"] for one in service["deployments"]] == ["COMPLETED"] for service in found):
            return
        time.sleep(LOOK_AGAIN_SECONDS)
    said = [service["events"][0]["message"] for service in outside.services().values() if service["events"]]
    raise WorldError(f"The services were not steady on version 1 in {READY_SECONDS:.0f} s. ECS said: {said}.")
