"""What ECS says: plain values that the adapter fills and the domain judges."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from chalicelib.domain.deployment import TaskCounts

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


class RolloutState(StrEnum):
    """`rolloutState` of a service's deployment; UNKNOWN for what a future API may add."""

    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"

    @classmethod
    def _missing_(cls, value: object) -> RolloutState:
        del value
        return cls.UNKNOWN


@frozen
class EcsDeployment:
    """One member of a service's `deployments[]`. `id` is what events carry as `deploymentId`."""

    id: str
    primary: bool
    task_definition: str
    rollout_state: RolloutState
    reason: str
    tasks: TaskCounts


@frozen
class ServiceEvent:
    """One of the service's last hundred messages."""

    at: datetime
    message: str


@frozen
class Service:
    """A service as DescribeServices returns it; `events` newest first."""

    name: str
    status: str
    controller: str
    task_definition: str
    deployments: tuple[EcsDeployment, ...]
    events: tuple[ServiceEvent, ...] = ()

    @property
    def primary(self) -> EcsDeployment | None:
        """Found by status: a FAILED deployment may well stand first in the list."""
        return next((one for one in self.deployments if one.primary), None)

    def deployment(self, ecs_deployment: str | None) -> EcsDeployment | None:
        return next((one for one in self.deployments if one.id == ecs_deployment), None)

    def running(self, task_definition: str | None) -> EcsDeployment | None:
        """The deployment of that revision, in whatever state."""
        return next((one for one in self.deployments if one.task_definition == task_definition), None)


@frozen
class ServiceDeployment:
    """One entry of ListServiceDeployments: it remembers what `deployments[]` has dropped.

    `id` is built from the service revision's number, which is the number in `ecs-svc/N` (observed, not
    documented).
    """

    id: str
    status: str
    reason: str
    arn: str = ""


@frozen
class StoppedTask:
    """Why a task stopped; `exit_code` and `container` are None when no container ever ran."""

    reason: str
    container: str | None = None
    exit_code: int | None = None

    def __str__(self) -> str:
        if self.exit_code is None:
            return self.reason
        return f"{self.reason} (container {self.container} exited with code {self.exit_code})"


@frozen
class TaskDefinition:
    """A revision: `definition` holds exactly the members that RegisterTaskDefinition takes, less tags.

    One that was deregistered is not `active`: services that run it go on, but none can be told to.
    """

    arn: str
    definition: Mapping[str, Json]
    tags: Mapping[str, str]
    active: bool = True

    @property
    def family(self) -> str:
        return str(self.definition["family"])

    @property
    def roles(self) -> tuple[str, ...]:
        """ARNs of the roles that it hands to its tasks and to ECS for them; one that is both counts once."""
        named = (self.definition.get(member) for member in ("taskRoleArn", "executionRoleArn"))
        return tuple(dict.fromkeys(str(role) for role in named if role))

    @property
    def architecture(self) -> str:
        """The image platform's `architecture`: ECS's default is X86_64."""
        platform = self.definition.get("runtimePlatform")
        arm = isinstance(platform, dict) and platform.get("cpuArchitecture") == "ARM64"
        return "arm64" if arm else "amd64"
