"""The service of the demo on the local AWS: a target group with a health check, and the sample app behind it."""

from __future__ import annotations

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import urllib3

if TYPE_CHECKING:
    from slipway.demo.containers.building import Builder, Version
    from slipway.local.stack.stack import Stack

CLUSTER, SERVICE, REPOSITORY = "demo", "shop-web", "shop"
PORT = 8080
DESIRED = 2
READY_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 0.1


class SiteError(Exception):
    """The service did not come up; the message says what ECS said last."""


@dataclass(frozen=True, slots=True)
class Site:
    """One ECS service behind its load balancer."""

    stack: Stack
    builder: Builder
    service: str = SERVICE
    repository: str = REPOSITORY

    @property
    def url(self) -> str:
        return self.stack.services[self.service]

    def push(self, version: Version) -> None:
        """Build it and push it, logged in as `aws ecr get-login-password` would."""
        name = self.builder.build(version)
        registry = self.stack.aws.removeprefix("http://")
        self.builder.push(name, f"docker://{registry}/{self.repository}:{version.tag}", self.login())

    def login(self) -> tuple[str, str]:
        data = self.stack.client("ecr").get_authorization_token()["authorizationData"][0]
        user, _, password = base64.b64decode(data["authorizationToken"]).decode().partition(":")
        return user, password

    def create(self, version: Version) -> None:
        """Have that version running; nobody but us hears of its push.

        Raises:
            SiteError: it did not come up in time.

        """
        events, rule = self.stack.client("events"), self._rule_of_pushes()
        events.disable_rule(Name=rule)
        with ThreadPoolExecutor(max_workers=1) as beside:
            started = beside.submit(self._start_up)
            self._create(version)
            started.result()
        events.enable_rule(Name=rule)

    def _create(self, version: Version) -> None:
        self.stack.client("ecr").create_repository(repositoryName=self.repository)
        self.push(version)
        ecs = self.stack.client("ecs")
        ecs.create_cluster(clusterName=CLUSTER)
        definition = ecs.register_task_definition(**self._definition(version))
        ecs.create_service(**self._service(definition["taskDefinition"]["taskDefinitionArn"]))
        self._wait()

    def _start_up(self) -> None:
        """Show the functions what is none of Slipway's business: they need not start cold under traffic."""
        detail = {"action-type": "PUSH", "result": "SUCCESS", "repository-name": "other", "image-tag": "1"}
        event = {"source": "aws.ecr", "detail-type": "ECR Image Action", "detail": detail}
        function = self.stack.functions["image_pushed"]
        self.stack.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))

    def describe(self) -> dict[str, Any]:
        answer = self.stack.client("ecs").describe_services(cluster=CLUSTER, services=[self.service])
        found: dict[str, Any] = answer["services"][0]
        return found

    def statuses(self, commit: str) -> list[dict[str, Any]]:
        """The changes of the build status on that commit, oldest first."""
        builds = urllib3.request("GET", f"{self.stack.bitbucket}/_local/statuses", retries=False).json()
        found: list[list[dict[str, Any]]] = [one["changes"] for one in builds if one["commit"] == commit]
        return found[0] if found else []

    def _rule_of_pushes(self) -> str:
        function = self.stack.functions["image_pushed"]
        arn = self.stack.client("lambda").get_function_configuration(FunctionName=function)["FunctionArn"]
        rules: list[str] = self.stack.client("events").list_rule_names_by_target(TargetArn=arn)["RuleNames"]
        return rules[0]

    def _definition(self, version: Version) -> dict[str, Any]:
        registry = f"{self.stack.account}.dkr.ecr.{self.stack.region}.amazonaws.com"
        app = {
            "name": "app",
            "image": f"{registry}/{self.repository}:{version.tag}",
            "essential": True,
            "portMappings": [{"containerPort": PORT, "protocol": "tcp"}],
        }
        return {
            "family": self.service,
            "requiresCompatibilities": ["FARGATE"],
            "networkMode": "awsvpc",
            "cpu": "256",
            "memory": "512",
            "containerDefinitions": [app],
        }

    def _service(self, task_definition: str) -> dict[str, Any]:
        return {
            "cluster": CLUSTER,
            "serviceName": self.service,
            "taskDefinition": task_definition,
            "desiredCount": DESIRED,
            "launchType": "FARGATE",
            "loadBalancers": [
                {"targetGroupArn": self._target_group(), "containerName": "app", "containerPort": PORT}
            ],
            "deploymentConfiguration": {
                "deploymentCircuitBreaker": {"enable": True, "rollback": True},
                "minimumHealthyPercent": 100,
                "maximumPercent": 150,
            },
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
        }

    def _target_group(self) -> str:
        answer = self.stack.client("elbv2").create_target_group(
            Name=self.service,
            Protocol="HTTP",
            Port=PORT,
            VpcId="vpc-1",
            TargetType="ip",
            HealthCheckPath="/health",
            HealthCheckIntervalSeconds=5,
            HealthCheckTimeoutSeconds=2,
            HealthyThresholdCount=2,
            UnhealthyThresholdCount=2,
        )
        arn: str = answer["TargetGroups"][0]["TargetGroupArn"]
        return arn

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            found = self.describe()
            if [one["rolloutState"] for one in found["deployments"]] == ["COMPLETED"]:
                return
            time.sleep(LOOK_AGAIN_SECONDS)
        said = [one["message"] for one in self.describe()["events"]][:3]
        raise SiteError(f"{self.service} was not steady in {READY_SECONDS:.0f} s. ECS said: {said}.")
