"""One deployment's way into ECS: look, plan, apply."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from chalicelib.domain.deployment import Halt
from chalicelib.domain.errors import RefusedError
from chalicelib.domain.frozen import frozen
from chalicelib.domain.lifecycle import State
from chalicelib.domain.plan import Join, NoOp, Observation, Plan, Register, Update, plan
from chalicelib.domain.refusals import Refusal

if TYPE_CHECKING:
    from chalicelib.domain.deployment import Deployment, TaskCounts
    from chalicelib.domain.ecs import Service, TaskDefinition
    from chalicelib.domain.plan import Step
    from chalicelib.ports import Clock, Ecs, ImageRegistry, Store, Telemetry
    from chalicelib.work import Work


@frozen
class Rollout:
    """Begins what waits. Raises RetryableError for passing faults; what was reached stays in the work."""

    ecs: Ecs
    registry: ImageRegistry
    store: Store
    clock: Clock
    telemetry: Telemetry

    def recover(self, work: Work, service: Service | None) -> None:
        """Finds again what an interrupted try already had ECS do."""
        waiting = work.waiting
        if waiting is None or waiting.task_definition is None or not work.record.retries or service is None:
            return
        if waiting.task_definition == waiting.wish.revision:
            self._recover_rollback(work, waiting, service)
            return
        shown = service.running(waiting.task_definition)
        if shown is not None:
            self._under_way(work, waiting, shown.id, shown.tasks)
            return
        dropped = self.ecs.ecs_deployment_of(work.mapped.target, waiting.task_definition)
        if dropped is not None:
            self._under_way(work, waiting, dropped, None)

    def _recover_rollback(self, work: Work, waiting: Deployment, service: Service) -> None:
        """The revision ran before, so only a service that is told to run it now shows that the try got there."""
        primary = service.primary
        if primary is not None and primary.task_definition == waiting.task_definition:
            self._under_way(work, waiting, primary.id, primary.tasks)

    def halt(self, work: Work) -> None:
        """Tells ECS to stop what somebody asked to be stopped; how it ends is ECS's to say."""
        active = work.active
        if active is None or active.stop is None or active.stop.told or active.ecs_deployment is None:
            return
        work.record = work.record.with_active(replace(active, stop=replace(active.stop, tried=True)))
        try:
            self.ecs.stop(work.mapped.target, active.ecs_deployment)
        except RefusedError as refused:
            self.telemetry.error("ECS does not stop the rollout", deployment=active.id, why=str(refused))
            work.record = work.record.with_active(replace(active, stop=None))
            return
        work.record = work.record.with_active(
            replace(active, stop=Halt(active.stop.by, tried=True, told=True))
        )

    def begin(self, work: Work, service: Service | None) -> None:
        """Plans the waiting deployment and applies the plan, saving after each step."""
        if work.waiting is None:
            return
        seen = self._observe(work, work.waiting, service)
        waiting, now = work.waiting, self.clock.now()
        decision = plan(waiting, work.mapped, seen)
        match decision:
            case Refusal(reason):
                work.finish(waiting.become(State.REFUSED, now, reason))
            case NoOp(reason, task_definition):
                same = replace(waiting, task_definition=task_definition)
                work.finish(same.become(State.UNCHANGED, now, reason))
            case Join(ecs):
                same = replace(waiting, task_definition=ecs.task_definition)
                self._under_way(work, same, ecs.id, ecs.tasks)
            case Plan(steps, revision):
                work.wait(replace(waiting, task_definition=revision))
                self._apply(work, steps)
            case _:
                assert_never(decision)

    def _observe(self, work: Work, waiting: Deployment, service: Service | None) -> Observation:
        if service is None or not service.task_definition:
            return Observation(service, digest=None, base=None)
        mapped = work.mapped
        base = self._base(work, waiting, service)
        revision = self._revision_of_earlier_try(work, waiting, base)
        image = self.registry.resolve(mapped.repository, waiting.wish.moving_tag, waiting.digest)
        if image is None:
            return Observation(service, digest=None, base=base, revision=revision)
        waiting = replace(waiting, digest=image.digest)
        if waiting.commit is None and mapped.bitbucket is not None:
            waiting = replace(waiting, commit=self.registry.revision_label(image, base.architecture))
        work.record = work.record.resolved(waiting)
        return Observation(service, image.digest, base, revision)

    def _base(self, work: Work, waiting: Deployment, service: Service) -> TaskDefinition:
        """A rollback starts from the revision that it leads to, as long as ECS has not deleted that."""
        target, goal = work.mapped.target, waiting.wish.revision
        found = self.ecs.revision(target, goal) if goal is not None else None
        return found or self.ecs.task_definition(target, service.task_definition)

    def _revision_of_earlier_try(
        self, work: Work, waiting: Deployment, base: TaskDefinition
    ) -> TaskDefinition | None:
        """What was registered for this very deployment, if an earlier try got that far."""
        target = work.mapped.target
        if waiting.task_definition is not None and waiting.task_definition != waiting.wish.revision:
            return self.ecs.task_definition(target, waiting.task_definition)
        return self.ecs.revision_for(target, base, waiting.id) if work.record.retries else None

    def _apply(self, work: Work, steps: tuple[Step, ...]) -> None:
        for step in steps:
            waiting = work.waiting
            if waiting is None:
                return
            try:
                self._execute(work, waiting, step)
            except RefusedError as refused:
                work.finish(waiting.become(State.REFUSED, self.clock.now(), str(refused)))
                return
            work.save(self.store, self.clock.now())

    def _execute(self, work: Work, waiting: Deployment, step: Step) -> None:
        target = work.mapped.target
        match step:
            case Register(definition, tags):
                arn = self.ecs.register(target, definition, tags)
                work.wait(replace(waiting, task_definition=arn))
            case Update():
                made = self.ecs.update(target, str(waiting.task_definition))
                self._under_way(work, waiting, made.id, made.tasks)
            case _:
                assert_never(step)

    def _under_way(
        self, work: Work, waiting: Deployment, ecs_deployment: str, tasks: TaskCounts | None
    ) -> None:
        """ECS rolls the waiting deployment out; whatever was under way before gave way to it."""
        now, before = self.clock.now(), work.active
        if before is not None and before.state is State.DEPLOYING:
            reason = f"replaced by {waiting.image}, {waiting.history[0].reason}"
            work.finish(before.become(State.SUPERSEDED, now, reason))
        self.telemetry.seconds("SecondsToUpdate", (now - waiting.wish.order.at).total_seconds())
        self.telemetry.info("the rollout began", deployment=waiting.id, ecs_deployment=ecs_deployment)
        begun = waiting.become(State.DEPLOYING, now, self._says(work, waiting))
        work.record = work.record.rolling(
            replace(
                begun,
                ecs_deployment=ecs_deployment,
                deadline=now + work.mapped.deadline,
                tasks=tasks,
            ),
        )

    def _says(self, work: Work, waiting: Deployment) -> str:
        says = f"rolling out {waiting.image}"
        if work.mapped.bitbucket is None or waiting.commit is not None:
            return says
        self.telemetry.warning("no commit is known, so nothing is reported", deployment=waiting.id)
        return f"{says}; no commit is reported to: neither tag nor label names one"
