"""A model of ECS: services whose rollouts end when the test says so."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from chalicelib.domain.deployment import TaskCounts
from chalicelib.domain.ecs import (
    EcsDeployment,
    Json,
    RolloutState,
    Service,
    ServiceDeployment,
    StoppedTask,
    TaskDefinition,
)
from chalicelib.domain.errors import RefusedError
from chalicelib.domain.mapping import Target
from chalicelib.domain.taskdef import DEPLOYMENT_TAG
from fakes.faults import Faults

ROLLING = TaskCounts(desired=2, running=0, pending=2, failed=0)
STEADY = TaskCounts(desired=2, running=2, pending=0, failed=0)
REVISIONS_SEARCHED = 10
CRASHED = TaskCounts(desired=2, running=0, pending=0, failed=3)
STOPPED = "ECS deployment was stopped on request."
BREAKER = "ECS deployment circuit breaker: tasks failed to start."


@dataclass
class Modelled:
    """One service: what it shows, and what its service deployments remember."""

    shown: Service
    history: list[ServiceDeployment] = field(default_factory=list)
    revision_of: dict[str, str] = field(default_factory=dict)
    stopped: dict[str, StoppedTask] = field(default_factory=dict)


class FakeEcs:
    """The `Ecs` port. `updates` counts what really changed a service."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.there: dict[Target, Modelled] = {}
        self.revisions: dict[str, TaskDefinition] = {}
        self.updates: list[tuple[Target, str]] = []
        self.stops: list[tuple[Target, str]] = []
        self._numbers = itertools.count(1)
        self._registering = Lock()

    # What Slipway calls

    def services(self, targets: Sequence[Target]) -> Mapping[Target, Service]:
        with self.faults.around("services"):
            return {target: self.there[target].shown for target in targets if target in self.there}

    def task_definition(self, target: Target, arn: str) -> TaskDefinition:
        del target
        with self.faults.around("task_definition"):
            return self._revision(arn)

    def revision(self, target: Target, arn: str) -> TaskDefinition | None:
        del target
        with self.faults.around("revision"):
            return self.revisions.get(arn)

    def revision_for(self, target: Target, base: TaskDefinition, deployment: str) -> TaskDefinition | None:
        del target
        with self.faults.around("revision_for"):
            of_family = [one for one in [*self.revisions.values()] if one.family == base.family]
            newest = itertools.takewhile(
                lambda one: one.arn != base.arn, reversed(of_family[-REVISIONS_SEARCHED:])
            )
            return next((one for one in newest if one.tags.get(DEPLOYMENT_TAG) == deployment), None)

    def register(self, target: Target, definition: Mapping[str, Json], tags: Mapping[str, str]) -> str:
        with self.faults.around("register"):
            return self.add_revision(target, definition, tags)

    def update(self, target: Target, task_definition: str) -> EcsDeployment:
        with self.faults.around("update"):
            if not self._revision(task_definition).active:
                raise RefusedError(f"{task_definition}: TaskDefinition is inactive")
            if self._modelled(target).shown.status != "ACTIVE":
                raise RefusedError(f"{target.service}: Service was not ACTIVE.")
            return self.roll_out(target, task_definition)

    def service_deployments(self, target: Target) -> Sequence[ServiceDeployment]:
        with self.faults.around("service_deployments"):
            return list(reversed(self._modelled(target).history))

    def stop(self, target: Target, ecs_deployment: str) -> None:
        with self.faults.around("stop"):
            modelled = self._modelled(target)
            ours = next((one for one in modelled.history if one.id == ecs_deployment), None)
            if ours is not None and ours.status == "IN_PROGRESS":
                self.stops.append((target, ecs_deployment))
                self.fail(target, STOPPED)

    def ecs_deployment_of(self, target: Target, task_definition: str) -> str | None:
        with self.faults.around("ecs_deployment_of"):
            made = self._modelled(target).revision_of
            return next((one for one in reversed(made) if made[one] == task_definition), None)

    def first_stopped_task(self, target: Target, service: Service, ecs_deployment: str) -> StoppedTask | None:
        del service
        with self.faults.around("first_stopped_task"):
            return self.there[target].stopped.get(ecs_deployment)

    # What the world does

    def add_revision(
        self, target: Target, definition: Mapping[str, Json], tags: Mapping[str, str] | None = None
    ) -> str:
        family = str(definition["family"])
        with self._registering:
            number = 1 + sum(one.family == family for one in self.revisions.values())
            arn = f"arn:aws:ecs:{target.region}:123456789012:task-definition/{family}:{number}"
            self.revisions[arn] = TaskDefinition(arn, dict(definition), dict(tags or {}))
        return arn

    def add_service(self, target: Target, definition: Mapping[str, Json]) -> None:
        """A service that has been running that definition steadily."""
        arn = self.add_revision(target, definition)
        first = Service(target.service, "ACTIVE", "ECS", arn, ())
        self.there[target] = Modelled(first)
        self.roll_out(target, arn)
        self.complete(target)
        self.updates.clear()

    def roll_out(self, target: Target, task_definition: str) -> EcsDeployment:
        """UpdateService: a deployment of its own unless that revision rolls out or runs already."""
        modelled = self.there[target]
        primary = modelled.shown.primary
        if primary is not None and primary.task_definition == task_definition:
            return primary
        self.updates.append((target, task_definition))
        made = EcsDeployment(
            id=f"ecs-svc/{next(self._numbers)}",
            primary=True,
            task_definition=task_definition,
            rollout_state=RolloutState.IN_PROGRESS,
            reason="",
            tasks=ROLLING,
        )
        self._settle_history(modelled, {"IN_PROGRESS": "STOPPED"})
        modelled.history.append(ServiceDeployment(made.id, "IN_PROGRESS", ""))
        modelled.revision_of[made.id] = task_definition
        others = tuple(replace(one, primary=False) for one in modelled.shown.deployments)
        modelled.shown = replace(modelled.shown, task_definition=task_definition, deployments=(made, *others))
        return made

    def complete(self, target: Target) -> None:
        """The primary deployment, a rollback's included, comes to its end."""
        modelled = self.there[target]
        primary = self._primary(target)
        done = replace(primary, rollout_state=RolloutState.COMPLETED, tasks=STEADY)
        modelled.shown = replace(modelled.shown, deployments=(done,))
        self._settle_history(
            modelled, {"IN_PROGRESS": "SUCCESSFUL", "ROLLBACK_IN_PROGRESS": "ROLLBACK_SUCCESSFUL"}
        )

    def fail(self, target: Target, reason: str = BREAKER, *, rollback: bool = True) -> None:
        """The circuit breaker trips; with rollback the deployment before becomes primary again."""
        modelled = self.there[target]
        failing = self._primary(target)
        failed = replace(failing, rollout_state=RolloutState.FAILED, reason=reason, tasks=CRASHED)
        modelled.stopped[failing.id] = StoppedTask("Essential container in task exited", "api", 137)
        before = next((one for one in modelled.shown.deployments if one.id != failing.id), None)
        status = "ROLLBACK_IN_PROGRESS" if rollback and before else "STOPPED"
        self._settle_history(modelled, {"IN_PROGRESS": status}, reason)
        if not rollback or before is None:
            modelled.shown = replace(modelled.shown, deployments=(failed,))
            return
        back = replace(before, primary=True, rollout_state=RolloutState.IN_PROGRESS)
        modelled.shown = replace(
            modelled.shown,
            task_definition=back.task_definition,
            deployments=(replace(failed, primary=False), back),
        )

    def deregister(self, arn: str) -> None:
        self.revisions[arn] = replace(self.revisions[arn], active=False)

    def delete(self, target: Target) -> None:
        del self.there[target]

    def show(self, target: Target, **changes: object) -> None:
        """Changes what the service shows, such as its status or controller."""
        modelled = self.there[target]
        modelled.shown = replace(modelled.shown, **changes)  # type: ignore[arg-type]  # any of its fields

    def running(self, target: Target) -> dict[str, Json]:
        """The definition that the service is told to run."""
        return dict(self.revisions[self.there[target].shown.task_definition].definition)

    def _modelled(self, target: Target) -> Modelled:
        if target not in self.there:
            raise RefusedError(f"{target.cluster}/{target.service}: Service not found.")
        return self.there[target]

    def _revision(self, arn: str) -> TaskDefinition:
        if arn not in self.revisions:
            raise RefusedError(f"{arn}: Unable to describe task definition.")
        return self.revisions[arn]

    def _primary(self, target: Target) -> EcsDeployment:
        primary = self.there[target].shown.primary
        assert primary is not None
        return primary

    @staticmethod
    def _settle_history(modelled: Modelled, ends: Mapping[str, str], reason: str = "") -> None:
        modelled.history = [
            replace(one, status=ends[one.status], reason=reason or one.reason) if one.status in ends else one
            for one in modelled.history
        ]
