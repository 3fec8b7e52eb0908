"""One ECS service that images are deployed to, for one deployer and one case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bench.images import put
from bench.waiting import until

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.images import Pushed
    from bench.world import World

CLUSTER: Final = "bench"
CONTAINER: Final = "api"
SIDECAR: Final = "envoy"
PARAMETER: Final = "token"
BREAKER: Final = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}


def mapped(name: str, **more: object) -> dict[str, Any]:
    """The service of that name as the mapping has it; v1 runs there before anybody deploys."""
    return {
        "image": {"repository": name, "tags": {"regex": "^(?!v1$)"}},
        "ecs": {"cluster": CLUSTER, "service": name, "container": CONTAINER},
        "bitbucket": {"repository": f"acme/{name}"},
        **more,
    }


def prepare(world: World) -> None:
    """Make the cluster, the sidecar's image and a parameter that containers may be given, once."""
    world.stack.client("ssm").put_parameter(Name=PARAMETER, Value="-", Type="SecureString")
    world.ecs.create_cluster(clusterName=CLUSTER)
    world.ecr.create_repository(repositoryName=SIDECAR)
    put(world, SIDECAR, SIDECAR, "v1")


@dataclass(frozen=True, slots=True)
class Subject:
    """The service, its ECR repository and its task definition family all have the one name."""

    world: World
    name: str

    def begin(
        self,
        definition: Mapping[str, Any] | None = None,
        *,
        pinned: bool = False,
        deployment: Mapping[str, Any] | None = None,
    ) -> None:
        """Run v1 steadily, named by its tag or `pinned` by its digest, beside a sidecar.

        `definition` are further members of the task definition, `deployment` is the service's
        `deploymentConfiguration`: with a circuit breaker unless told otherwise.
        """
        self.world.ecr.create_repository(repositoryName=self.name)
        (first,) = put(self.world, self.name, f"{self.name} v1", "v1")
        image = f"{self.uri}@{first.digest}" if pinned else f"{self.uri}:v1"
        members = dict(definition or {})
        more = members.pop("container", {})
        api = {"name": CONTAINER, "image": image, "essential": True, "memory": 64, **more}
        proxy = f"{self.world.registry}/{SIDECAR}:v1"
        sidecar = {"name": "proxy", "image": proxy, "essential": False, "memory": 32}
        made = self.world.ecs.register_task_definition(
            family=self.name, containerDefinitions=[api, sidecar], **members
        )
        self.world.ecs.create_service(
            cluster=CLUSTER,
            serviceName=self.name,
            taskDefinition=made["taskDefinition"]["taskDefinitionArn"],
            desiredCount=1,
            deploymentConfiguration=BREAKER if deployment is None else dict(deployment),
        )
        self.settle()

    @property
    def uri(self) -> str:
        return f"{self.world.registry}/{self.name}"

    @property
    def bitbucket(self) -> str:
        return f"acme/{self.name}"

    def push(self, word: str, *tags: str, **labels: str) -> list[Pushed]:
        """Push an image that differs with `word` under the tags, its commit without any."""
        return put(self.world, self.name, f"{self.name} {word}", *tags, **labels)

    def settle(self) -> None:
        """Wait until no rollout is under way."""
        until(self.is_settled, f"{self.name} to be steady", within=90)

    def is_settled(self) -> bool:
        return [one["rolloutState"] for one in self.service()["deployments"]] == ["COMPLETED"]

    def service(self) -> dict[str, Any]:
        answer = self.world.ecs.describe_services(cluster=CLUSTER, services=[self.name])
        found: dict[str, Any] = answer["services"][0]
        return found

    def definition(self) -> dict[str, Any]:
        """Return the task definition that the service is told to run, with its `tags`."""
        answer = self.world.ecs.describe_task_definition(
            taskDefinition=self.service()["taskDefinition"], include=["TAGS"]
        )
        return {**answer["taskDefinition"], "tags": answer.get("tags", [])}

    def runs(self, pushed: Pushed) -> bool:
        """Whether the service is told to run this image, by its tag or its digest."""
        return self._runs(self.service()["taskDefinition"], pushed)

    def _runs(self, definition: str, pushed: Pushed) -> bool:
        answer = self.world.ecs.describe_task_definition(taskDefinition=definition)
        image: str = answer["taskDefinition"]["containerDefinitions"][0]["image"]
        return image.endswith((f":{pushed.tag}", f"@{pushed.digest}"))

    def came_up(self, pushed: Pushed) -> bool:
        """Whether a deployment of this image ever completed, by ECS's own history."""
        listed = self.world.ecs.list_service_deployments(
            cluster=CLUSTER, service=self.name, status=["SUCCESSFUL"]
        )
        arns = [one["targetServiceRevisionArn"] for one in listed["serviceDeployments"]]
        if not arns:
            return False
        found = self.world.ecs.describe_service_revisions(serviceRevisionArns=arns)["serviceRevisions"]
        return any(self._runs(one["taskDefinition"], pushed) for one in found)

    def updates(self) -> int:
        """How often anybody called UpdateService for it since calls were last forgotten."""
        return sum(
            one.name == "ecs:UpdateService" and one.resource == self.name for one in self.world.calls()
        )

    def rollout(self) -> dict[str, Any]:
        """Return the deployment that DescribeServices calls PRIMARY."""
        found: list[dict[str, Any]] = self.service()["deployments"]
        return next(one for one in found if one["status"] == "PRIMARY")
