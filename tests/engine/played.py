"""A service on the local AWS whose image does the same with every engine: labels script the stand-in, its command a
real container."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from builders import ACCOUNT, REGION
from slipway.local.images import build
from waiting import eventually

if TYPE_CHECKING:
    from local_stack import LocalAws

BUSYBOX = "/bin/busybox"
FOR_EVER = (BUSYBOX, "sh", "-c", "trap 'exit 0' TERM; sleep 1000 & wait")
BREAKER = {"enable": True, "rollback": True}


@dataclass
class Played:
    aws: LocalAws
    busybox: bytes
    """What images hold; the stand-in takes any."""
    name: str = field(default_factory=lambda: f"t{uuid.uuid4().hex[:8]}")

    def __post_init__(self) -> None:
        self.aws.client("ecr").create_repository(repositoryName=self.name)
        self.ecs.create_cluster(clusterName=self.name)

    @property
    def ecs(self) -> Any:
        return self.aws.client("ecs")

    def push(self, tag: str, **labels: str) -> str:
        """An image of that tag; returns its digest."""
        named = {f"local.{name.replace('_', '-')}": value for name, value in labels.items()}
        image = build({"bin/busybox": self.busybox, "etc/tag": tag.encode()}, named)
        return self.aws.push(self.name, image, tag)

    def register(self, image: str, *command: str) -> str:
        """`image`: a tag or a digest."""
        separator = "@" if image.startswith("sha256:") else ":"
        container = {
            "name": "app",
            "image": f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{self.name}{separator}{image}",
            "command": list(command or FOR_EVER),
        }
        answer = self.ecs.register_task_definition(
            family=self.name,
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            containerDefinitions=[container],
        )
        arn: str = answer["taskDefinition"]["taskDefinitionArn"]
        return arn

    def run(self, task_definition: str) -> str:
        """A task of no service; returns its ARN."""
        answer = self.ecs.run_task(
            cluster=self.name,
            taskDefinition=task_definition,
            launchType="FARGATE",
            startedBy="test",
            group=f"family:{self.name}",
        )
        arn: str = answer["tasks"][0]["taskArn"]
        return arn

    def task(self, arn: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ecs.describe_tasks(cluster=self.name, tasks=[arn])["tasks"][0]
        return found

    def reaches(self, arn: str, status: str) -> dict[str, Any]:
        """The task once it has that status."""

        def there() -> dict[str, Any] | None:
            task = self.task(arn)
            return task if task["lastStatus"] == status else None

        return eventually(there, f"a task that is {status}") or {}

    def create_service(self, task_definition: str, desired: int = 1) -> None:
        self.ecs.create_service(
            cluster=self.name,
            serviceName=self.name,
            taskDefinition=task_definition,
            desiredCount=desired,
            launchType="FARGATE",
            deploymentConfiguration={"deploymentCircuitBreaker": BREAKER},
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
        )
        self.settle()

    def update(self, task_definition: str) -> str:
        """Returns the new deployment's id."""
        answer = self.ecs.update_service(cluster=self.name, service=self.name, taskDefinition=task_definition)
        deployments = answer["service"]["deployments"]
        return str(next(one["id"] for one in deployments if one["status"] == "PRIMARY"))

    def describe(self) -> dict[str, Any]:
        answer = self.ecs.describe_services(cluster=self.name, services=[self.name])
        found: dict[str, Any] = answer["services"][0]
        return found

    def settle(self) -> dict[str, Any]:
        """The service's one deployment that is left, once it has completed."""

        def settled() -> dict[str, Any] | None:
            deployments = self.describe()["deployments"]
            return deployments[0] if [one["rolloutState"] for one in deployments] == ["COMPLETED"] else None

        return eventually(settled, "a steady service") or {}

    def running(self) -> list[dict[str, Any]]:
        arns = self.ecs.list_tasks(cluster=self.name, serviceName=self.name)["taskArns"]
        return [self.task(arn) for arn in arns]

    def end(self) -> None:
        for arn in self.ecs.list_services(cluster=self.name)["serviceArns"]:
            self.ecs.delete_service(cluster=self.name, service=arn, force=True)
        for arn in self.ecs.list_tasks(cluster=self.name)["taskArns"]:
            self.ecs.stop_task(cluster=self.name, task=arn)
