"""Two worlds of one shape: the model of ECS, and the local AWS with services, images and rollouts of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from builders import REGION, REGISTRY
from chalicelib.adapters.ecs import AwsEcs
from chalicelib.domain.ecs import RolloutState
from chalicelib.domain.mapping import Target
from fakes.ecs import FakeEcs
from local_stack import image
from waiting import eventually

if TYPE_CHECKING:
    from chalicelib.domain.ecs import Json, Service
    from chalicelib.ports import Ecs
    from local_stack import LocalAws


class EcsWorld(Protocol):
    """ECS, and what happens in it."""

    @property
    def ecs(self) -> Ecs: ...

    def cluster(self, name: str, services: int) -> list[Target]:
        """So many services, which have been running `definition(name, "v1")` steadily."""
        ...

    def revision(self, target: Target, tag: str, *, sound: bool = True) -> str:
        """Registers a revision that runs that image, which crashes unless it is sound."""
        ...

    def completes(self, target: Target) -> None: ...

    def fails(self, target: Target) -> None:
        """The circuit breaker trips, and the rollback begins."""
        ...

    def deleted(self, target: Target) -> None: ...

    def deregisters(self, task_definition: str) -> None: ...


def definition(name: str, tag: str) -> dict[str, Json]:
    """A task definition whose only container runs that image of the repository of that name."""
    container: Json = {"name": "api", "image": f"{REGISTRY}/{name}:{tag}", "essential": True, "cpu": 10}
    return {"family": name, "cpu": "256", "memory": "512", "containerDefinitions": [container]}


@dataclass
class FakeWorld:
    ecs: FakeEcs = field(default_factory=FakeEcs)

    def cluster(self, name: str, services: int) -> list[Target]:
        targets = [Target(name, f"{name}-{number}", REGION) for number in range(services)]
        for target in targets:
            self.ecs.add_service(target, definition(name, "v1"))
        return targets

    def revision(self, target: Target, tag: str, *, sound: bool = True) -> str:
        del sound
        return self.ecs.register(target, definition(target.cluster, tag), {})

    def completes(self, target: Target) -> None:
        self.ecs.complete(target)

    def fails(self, target: Target) -> None:
        self.ecs.fail(target)

    def deleted(self, target: Target) -> None:
        self.ecs.delete(target)

    def deregisters(self, task_definition: str) -> None:
        self.ecs.deregister(task_definition)


@dataclass
class AwsWorld:
    aws: LocalAws
    tasks: int = 1
    ecs: AwsEcs = field(default_factory=AwsEcs)

    def cluster(self, name: str, services: int) -> list[Target]:
        self.aws.client("ecr").create_repository(repositoryName=name)
        self.aws.push(name, image("v1"), "v1")
        self._ecs.create_cluster(clusterName=name)
        targets = [Target(name, f"{name}-{number}", REGION) for number in range(services)]
        first = self.ecs.register(targets[0], definition(name, "v1"), {})
        for target in targets:
            self._ecs.create_service(
                cluster=name,
                serviceName=target.service,
                taskDefinition=first,
                desiredCount=self.tasks,
                deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
            )
        for target in targets:
            self.completes(target)
        return targets

    def revision(self, target: Target, tag: str, *, sound: bool = True) -> str:
        labels = {} if sound else {"exit_after": "0.05", "exit_code": "137"}
        self.aws.push(target.cluster, image(tag, **labels), tag)
        return self.ecs.register(target, definition(target.cluster, tag), {})

    def completes(self, target: Target) -> None:
        def completed() -> bool:
            primary = self._shown(target).primary
            return primary is not None and primary.rollout_state is RolloutState.COMPLETED

        eventually(completed, "the rollout's end")

    def fails(self, target: Target) -> None:
        def rolls_back() -> bool:
            history = self.ecs.service_deployments(target)
            return bool(history) and history[0].status.startswith("ROLLBACK")

        eventually(rolls_back, "the rollback")

    def deleted(self, target: Target) -> None:
        self._ecs.delete_service(cluster=target.cluster, service=target.service, force=True)

    def deregisters(self, task_definition: str) -> None:
        self._ecs.deregister_task_definition(taskDefinition=task_definition)

    def _shown(self, target: Target) -> Service:
        return self.ecs.services([target])[target]

    @property
    def _ecs(self) -> Any:
        return self.aws.client("ecs")
