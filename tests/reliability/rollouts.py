"""What ECS was really told about a service, read from its own history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.domain.taskdef import DEPLOYMENT_TAG

if TYPE_CHECKING:
    from local_stack import LocalAws


@dataclass(frozen=True, slots=True)
class Rollouts:
    """Of one ECS service; its task definition family is called `family`."""

    aws: LocalAws
    cluster: str
    service: str
    family: str

    def digests(self) -> list[str]:
        """The image of each deployment that Slipway made, oldest first; the one before Slipway is left out."""
        definitions = [self._definition(arn) for arn in self._task_definitions()]
        return [_digest(one) for one in definitions if _deployment(one)]

    def made_for(self) -> list[str]:
        """The deployment for which each revision was registered, oldest first."""
        listed = self.aws.client("ecs").list_task_definitions(familyPrefix=self.family)["taskDefinitionArns"]
        return [made for made in (_deployment(self._definition(arn)) for arn in listed) if made]

    def running(self) -> str:
        """The digest that the service is told to run; empty when its image is named by a tag."""
        return _digest(self._definition(self._shown()["taskDefinition"]))

    def states(self) -> list[str]:
        return [one["rolloutState"] for one in self._shown()["deployments"]]

    def _shown(self) -> dict[str, Any]:
        answer = self.aws.client("ecs").describe_services(cluster=self.cluster, services=[self.service])
        found: dict[str, Any] = answer["services"][0]
        return found

    def _task_definitions(self) -> list[str]:
        ecs = self.aws.client("ecs")
        listed = ecs.list_service_deployments(cluster=self.cluster, service=self.service, maxResults=20)
        arns = [one["targetServiceRevisionArn"] for one in listed["serviceDeployments"]]
        described = ecs.describe_service_revisions(serviceRevisionArns=arns)["serviceRevisions"]
        by_arn = {one["serviceRevisionArn"]: one["taskDefinition"] for one in described}
        return [by_arn[arn] for arn in reversed(arns)]

    def _definition(self, arn: str) -> dict[str, Any]:
        answer = self.aws.client("ecs").describe_task_definition(taskDefinition=arn, include=["TAGS"])
        return {**answer["taskDefinition"], "tags": answer.get("tags", [])}


def assert_told_once(rollouts: Rollouts, *digests: str) -> None:
    """One ECS deployment for each of these images, in this order, and one revision for each."""
    assert rollouts.digests() == list(digests)
    made_for = rollouts.made_for()
    assert len(made_for) == len(set(made_for)) == len(digests)


def _deployment(definition: dict[str, Any]) -> str | None:
    return next((one["value"] for one in definition["tags"] if one["key"] == DEPLOYMENT_TAG), None)


def _digest(definition: dict[str, Any]) -> str:
    image: str = definition["containerDefinitions"][0]["image"]
    return image.partition("@")[2]
