"""A service on the local AWS and what its tests do with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.aws.harness import ACCOUNT, REGION
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.aws.harness import LocalAws

BREAKER = {"enable": True, "rollback": True}


@dataclass
class Service:
    aws: LocalAws
    name: str
    """Of the service, its repository, its task definition family and its cluster."""

    @property
    def arn(self) -> str:
        return f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/{self.name}/{self.name}"

    @property
    def ecs(self) -> Any:
        return self.aws.client("ecs")

    def create(
        self, breaker: Mapping[str, bool] | None = BREAKER, desired: int = 2, **options: Any
    ) -> Service:
        """With the image `v1` running, unless no task is wanted."""
        self.aws.client("ecr").create_repository(repositoryName=self.name)
        self.aws.push(self.name, "v1")
        configuration = {"deploymentCircuitBreaker": dict(breaker)} if breaker else {}
        self.ecs.create_cluster(clusterName=self.name)
        self.ecs.create_service(
            cluster=self.name,
            serviceName=self.name,
            taskDefinition=self.register("v1"),
            desiredCount=desired,
            launchType="FARGATE",
            deploymentConfiguration=configuration,
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
            **options,
        )
        self.settle()
        return self

    def register(self, image: str) -> str:
        """A task definition running the image, which is a tag or a digest of the service's repository."""
        separator = "@" if image.startswith("sha256:") else ":"
        reference = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{self.name}{separator}{image}"
        answer = self.ecs.register_task_definition(
            family=self.name,
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            containerDefinitions=[{"name": "app", "image": reference, "essential": True}],
        )
        arn: str = answer["taskDefinition"]["taskDefinitionArn"]
        return arn

    def deploy(self, tag: str, **labels: str) -> dict[str, Any]:
        """Pushes an image with these labels and updates the service to it; its new deployment."""
        self.aws.push(self.name, tag, **labels)
        return self.update(self.register(tag))

    def update(self, task_definition: str) -> dict[str, Any]:
        answer = self.ecs.update_service(cluster=self.name, service=self.name, taskDefinition=task_definition)
        return primary(answer["service"])

    def describe(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ecs.describe_services(cluster=self.name, services=[self.name])[
            "services"
        ][0]
        return found

    def primary(self) -> dict[str, Any]:
        return primary(self.describe())

    def deployment(self, deployment_id: str) -> dict[str, Any]:
        return next((one for one in self.describe()["deployments"] if one["id"] == deployment_id), {})

    def settle(self) -> dict[str, Any]:
        """The service once one deployment is left and has completed."""

        def settled() -> dict[str, Any] | None:
            service = self.describe()
            states = [one["rolloutState"] for one in service["deployments"]]
            return service if states == ["COMPLETED"] else None

        return eventually(settled, what="a steady service") or {}

    def messages(self) -> list[str]:
        return [event["message"] for event in self.describe()["events"]]

    def service_deployments(self, **filters: Any) -> list[dict[str, Any]]:
        answer = self.ecs.list_service_deployments(cluster=self.name, service=self.name, **filters)
        found: list[dict[str, Any]] = answer["serviceDeployments"]
        return found

    def full(self, brief: Mapping[str, Any]) -> dict[str, Any]:
        arn = brief["serviceDeploymentArn"]
        found: dict[str, Any] = self.ecs.describe_service_deployments(serviceDeploymentArns=[arn])[
            "serviceDeployments"
        ][0]
        return found

    def newest(self, deployment: Mapping[str, Any]) -> dict[str, Any]:
        """The service deployment of this deployment, once it is listed."""
        number = deployment["id"].removeprefix("ecs-svc/")

        def listed() -> dict[str, Any] | None:
            return next(
                (
                    one
                    for one in self.service_deployments()
                    if one["targetServiceRevisionArn"].endswith(number)
                ),
                None,
            )

        return eventually(listed, what="the service deployment") or {}


def primary(service: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in service["deployments"] if one["status"] == "PRIMARY")
    return found
