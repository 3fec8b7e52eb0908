"""What the ECS service scheduler does next for one service: a pure decision over what is running now."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class RolloutState(StrEnum):
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task that has not stopped."""

    arn: str
    deployment: str
    running: bool = False
    healthy: bool = False
    leaving: bool = False
    """It is being stopped: it still takes room, but no longer counts as capacity."""
    superseded: bool = False
    """Its deployment never completed and another one replaced it."""


@dataclass(frozen=True, slots=True)
class ServiceView:
    desired: int
    deployment: str
    """Id of the PRIMARY deployment."""
    state: RolloutState
    tasks: tuple[TaskView, ...]
    minimum_percent: int = 100
    maximum_percent: int = 200
    settled: bool = True
    """The PRIMARY deployment has been PRIMARY long enough to be judged."""
    failed_tasks: int = 0
    failures_allowed: int | None = None
    """The circuit breaker's threshold; None without a circuit breaker."""


@dataclass(frozen=True, slots=True)
class Plan:
    start: int = 0
    stop: tuple[str, ...] = ()
    verdict: RolloutState | None = None
    """COMPLETED or FAILED when the PRIMARY deployment has just become so."""


def plan(view: ServiceView) -> Plan:
    """The next step of one service: tasks to start and to stop, and whether its rollout has just ended."""
    staying = [task for task in view.tasks if not task.leaving]
    mine = [task for task in staying if task.deployment == view.deployment]
    others = [task for task in staying if task.deployment != view.deployment]
    if view.state is RolloutState.FAILED:
        return Plan(stop=_arns(mine))
    if view.state is RolloutState.COMPLETED:
        return Plan(max(0, view.desired - len(mine)), _arns(others + mine[view.desired :]))
    if view.failures_allowed is not None and view.failed_tasks >= view.failures_allowed:
        return Plan(verdict=RolloutState.FAILED)
    healthy = sum(task.healthy for task in mine)
    if view.settled and healthy == view.desired == len(view.tasks):
        return Plan(verdict=RolloutState.COMPLETED)
    return _roll(view, mine, others, healthy)


def _roll(view: ServiceView, mine: list[TaskView], others: list[TaskView], healthy: int) -> Plan:
    missing = max(0, view.desired - len(mine))
    room = max(0, view.desired * view.maximum_percent // 100 - len(view.tasks))
    surplus = _arns(mine[view.desired :])
    if healthy >= view.desired:
        return Plan(stop=_arns(others) + surplus)
    floor = math.ceil(view.desired * view.minimum_percent / 100)
    idle = [task for task in others if not task.running]
    serving = sorted((task for task in others if task.running), key=lambda task: not task.superseded)
    spare = max(0, healthy + len(serving) - floor)
    wanted = max(len(serving) - (view.desired - healthy), missing - room - len(idle), 0)
    return Plan(min(missing, room), _arns(idle + serving[: min(spare, wanted)]) + surplus)


def _arns(tasks: list[TaskView]) -> tuple[str, ...]:
    return tuple(task.arn for task in tasks)
