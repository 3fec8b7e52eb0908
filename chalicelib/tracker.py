"""How the rollout under way stands, and its true end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.frozen import frozen
from chalicelib.domain.lifecycle import State
from chalicelib.domain.verdict import Ended, Unclear, judge, judge_by_history

if TYPE_CHECKING:
    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.ecs import Service
    from chalicelib.ports import Clock, Ecs
    from chalicelib.work import Work


@frozen
class Tracker:
    """Judges what is under way by what ECS says of it now."""

    ecs: Ecs
    clock: Clock

    def track(self, work: Work, service: Service | None) -> None:
        """At most two calls of ECS beyond the service itself, and none while it simply rolls on."""
        active = work.active
        if active is None:
            return
        ours = service.deployment(active.ecs_deployment) if service is not None else None
        if ours is not None and ours.tasks != active.tasks:
            active = replace(active, tasks=ours.tasks)
            work.record = work.record.with_active(active)
        verdict = judge(active, service)
        if isinstance(verdict, Unclear):
            history = self.ecs.service_deployments(work.mapped.target)
            verdict = judge_by_history(active, service, history, self.clock.now())
        if isinstance(verdict, Ended):
            self._end(work, active, service, verdict)
        else:
            self.expire(work, verdict.said)

    def _end(self, work: Work, active: Deployment, service: Service | None, verdict: Ended) -> None:
        if active.state is State.TIMED_OUT and verdict.state is State.SUPERSEDED:
            work.record = work.record.without_active()
            return
        reason = verdict.reason
        if active.stop is not None and _stopped_on_request(active, verdict):
            said = f"stopped by {active.stop.by}: {reason}"
            work.finish(active.become(State.STOPPED, self.clock.now(), said))
            return
        if verdict.state is State.FAILED and service is not None and active.ecs_deployment is not None:
            task = self.ecs.first_stopped_task(work.mapped.target, service, active.ecs_deployment)
            reason = f"{reason.rstrip('.')}. First stopped task: {task}" if task else reason
        work.finish(active.become(verdict.state, self.clock.now(), reason))

    def expire(self, work: Work, said: str) -> None:
        """Past its deadline the rollout is timed out, with what was last heard of it; until then nothing changes."""
        active, now = work.active, self.clock.now()
        if active is None or active.state is not State.DEPLOYING:
            return
        if active.deadline is None or now < active.deadline:
            return
        minutes = int(work.mapped.deadline.total_seconds() // 60)
        work.finish(active.become(State.TIMED_OUT, now, f"not finished after {minutes} minutes: {said}"))


def _stopped_on_request(active: Deployment, verdict: Ended) -> bool:
    """A stop that came too late changes nothing about a success, nor about a deadline that had passed."""
    asked = active.stop is not None and active.stop.tried
    return asked and active.state is State.DEPLOYING and verdict.state is not State.SUCCEEDED
