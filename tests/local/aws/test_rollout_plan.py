"""What the ECS service scheduler decides, by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from slipway.local.aws.rollout_plan import Plan, RolloutState, ServiceView, TaskView, plan

OLD = tuple(TaskView(f"old{n}", "old", running=True, healthy=True) for n in (1, 2))
VIEW = ServiceView(desired=2, deployment="new", state=RolloutState.IN_PROGRESS, tasks=OLD)


def new(*states: str) -> tuple[TaskView, ...]:
    """Tasks of the new deployment: `pending`, `running` or `healthy`."""
    return tuple(
        TaskView(f"new{n}", "new", running=state != "pending", healthy=state == "healthy")
        for n, state in enumerate(states, 1)
    )


def view(*tasks: TaskView, **change: Any) -> ServiceView:
    return replace(VIEW, tasks=tasks, **change)


CASES = {
    "new tasks start beside the old ones as far as there is room": (VIEW, Plan(start=2)),
    "without room beyond 100 % nothing starts before an old task may go": (
        replace(VIEW, maximum_percent=100, minimum_percent=100),
        Plan(),
    ),
    "with 50 % enough, one old task makes room": (
        replace(VIEW, maximum_percent=100, minimum_percent=50),
        Plan(stop=("old1",)),
    ),
    "150 % lets one new task start": (replace(VIEW, maximum_percent=150), Plan(start=1)),
    "running is not yet healthy, so the old tasks stay": (view(*OLD, *new("running", "running")), Plan()),
    "each healthy new task replaces an old one": (
        view(*OLD, *new("healthy", "pending")),
        Plan(stop=("old1",)),
    ),
    "with all new tasks healthy the old ones go": (
        view(*OLD, *new("healthy", "healthy")),
        Plan(stop=("old1", "old2")),
    ),
    "while old tasks drain the rollout is not over": (
        view(replace(OLD[0], leaving=True), *new("healthy", "healthy")),
        Plan(),
    ),
    "with only healthy new tasks left it has completed": (
        view(*new("healthy", "healthy")),
        Plan(verdict=RolloutState.COMPLETED),
    ),
    "but not at once after a rollback": (view(*new("healthy", "healthy"), settled=False), Plan()),
    "without any wanted task it completes at once": (view(desired=0), Plan(verdict=RolloutState.COMPLETED)),
    "a task too many is stopped": (view(*new("healthy", "running", "running")), Plan(stop=("new3",))),
    "tasks of a superseded deployment go before good ones": (
        view(OLD[0], TaskView("mid1", "mid", running=True, superseded=True), *new("healthy", "pending")),
        Plan(stop=("mid1",)),
    ),
    "tasks of another deployment that do not run yet are of no use": (
        view(*OLD, TaskView("mid1", "mid"), TaskView("mid2", "mid")),
        Plan(stop=("mid1", "mid2")),
    ),
    "enough failures trip the breaker": (
        replace(VIEW, failed_tasks=3, failures_allowed=3),
        Plan(verdict=RolloutState.FAILED),
    ),
    "too few failures do not": (replace(VIEW, failed_tasks=2, failures_allowed=3), Plan(start=2)),
    "without a breaker no number of failures does": (replace(VIEW, failed_tasks=300), Plan(start=2)),
    "a failed deployment starts nothing more": (
        view(*OLD, *new("running"), state=RolloutState.FAILED),
        Plan(stop=("new1",)),
    ),
    "a completed deployment replaces what it lost": (
        view(*new("healthy"), state=RolloutState.COMPLETED),
        Plan(start=1),
    ),
    "a completed deployment is scaled in": (
        view(*new("healthy", "healthy", "healthy"), state=RolloutState.COMPLETED),
        Plan(stop=("new3",)),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_next_step(case: str) -> None:
    seen, expected = CASES[case]
    assert plan(seen) == expected
