"""How a rollout stands, by our own ECS deployment alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import deployment
from chalicelib.domain.ecs import EcsDeployment, RolloutState, Service, ServiceDeployment, ServiceEvent
from chalicelib.domain.lifecycle import State
from chalicelib.domain.verdict import SETTLING, Ended, Rolling, Unclear, judge, judge_by_history
from fakes.clock import NOON
from fakes.ecs import CRASHED, ROLLING, STEADY

OLD = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1"
NEW = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:2"
FOREIGN = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3"
DEPLOYMENT = deployment(task_definition=NEW, ecs_deployment="ecs-svc/2")
BEFORE = EcsDeployment(
    "ecs-svc/1",
    primary=False,
    task_definition=OLD,
    rollout_state=RolloutState.COMPLETED,
    reason="",
    tasks=STEADY,
)
OURS = EcsDeployment(
    "ecs-svc/2",
    primary=True,
    task_definition=NEW,
    rollout_state=RolloutState.IN_PROGRESS,
    reason="",
    tasks=ROLLING,
)
FAILED = replace(OURS, primary=False, rollout_state=RolloutState.FAILED, tasks=CRASHED)
COUNTS = "0 of 2 tasks run, 2 start, 0 failed"


def service(*deployments: EcsDeployment, status: str = "ACTIVE", runs: str = NEW) -> Service:
    return Service("web", status, "ECS", runs, deployments)


DELETED = Ended(State.FAILED, "the ECS service was deleted while it rolled out")


@pytest.mark.parametrize(
    ("shown", "verdict"),
    [
        (None, DELETED),
        (service(OURS, status="INACTIVE"), DELETED),
        (service(OURS, BEFORE), Rolling(COUNTS)),
        (service(replace(OURS, rollout_state=RolloutState.UNKNOWN)), Rolling(COUNTS)),
        (
            service(replace(OURS, rollout_state=RolloutState.COMPLETED, tasks=STEADY)),
            Ended(State.SUCCEEDED, "2 tasks run v2"),
        ),
        (
            service(replace(OURS, rollout_state=RolloutState.COMPLETED, primary=False, tasks=STEADY)),
            Ended(State.SUCCEEDED, "2 tasks run v2"),
        ),
        (
            service(replace(OURS, rollout_state=RolloutState.COMPLETED, task_definition=FOREIGN)),
            Rolling(COUNTS),
        ),
        (
            service(
                replace(OURS, rollout_state=RolloutState.COMPLETED, task_definition=FOREIGN, primary=False)
            ),
            Unclear(),
        ),
        (
            service(replace(FAILED, reason="tasks failed to start.")),
            Ended(State.FAILED, "tasks failed to start."),
        ),
        (service(replace(FAILED, primary=True)), Ended(State.FAILED, "ECS reports the deployment as FAILED")),
        (
            service(FAILED, replace(BEFORE, primary=True, rollout_state=RolloutState.IN_PROGRESS)),
            Ended(State.FAILED, "ECS reports the deployment as FAILED"),
        ),
        (service(replace(BEFORE, primary=True, rollout_state=RolloutState.IN_PROGRESS)), Unclear()),
        (service(replace(BEFORE, primary=True)), Unclear()),
        (service(replace(OURS, primary=False), replace(BEFORE, id="ecs-svc/3", primary=True)), Unclear()),
        (service(), Unclear()),
    ],
    ids=[
        "no service",
        "a deleted service",
        "under way",
        "a state of a future API",
        "completed",
        "completed, and another has taken over since",
        "completed with another task definition",
        "completed with another task definition, and another has taken over",
        "failed with a reason",
        "failed without a reason",
        "failed, and the one before is rolled back to",
        "gone, and the one before is rolled back to",
        "gone, and the one before is stable",
        "another has taken over",
        "gone, and nothing else there",
    ],
)
def test_our_deployment_is(shown: Service | None, verdict: object) -> None:
    assert judge(DEPLOYMENT, shown) == verdict


def test_a_rollback_is_not_our_success_however_stable() -> None:
    back = EcsDeployment(
        "ecs-svc/3",
        primary=True,
        task_definition=OLD,
        rollout_state=RolloutState.COMPLETED,
        reason="",
        tasks=STEADY,
    )

    assert judge(DEPLOYMENT, service(back, runs=OLD)) == Unclear()


def test_another_deployment_of_our_revision_is_not_ours() -> None:
    restarted = replace(OURS, id="ecs-svc/3", rollout_state=RolloutState.COMPLETED, tasks=STEADY)

    assert judge(DEPLOYMENT, service(restarted)) == Unclear()


def test_who_waits_is_told_what_ecs_said_last() -> None:
    messages = (ServiceEvent(NOON, "(service web) has started 1 tasks."), ServiceEvent(NOON, "older"))
    rolling = replace(service(replace(OURS, reason="in progress")), events=messages)

    verdict = judge(DEPLOYMENT, rolling)

    assert verdict == Rolling(f"{COUNTS}; ECS last said: (service web) has started 1 tasks.")


def test_without_a_message_of_the_service_the_deployments_own_reason_is_told() -> None:
    verdict = judge(DEPLOYMENT, service(replace(OURS, reason="ECS deployment ecs-svc/2 in progress.")))

    assert verdict == Rolling(f"{COUNTS}; ECS last said: ECS deployment ecs-svc/2 in progress.")


REPLACED = "replaced outside Slipway: the service now runs web:3"


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("PENDING", Rolling("ECS reports the service deployment as PENDING")),
        ("IN_PROGRESS", Rolling("ECS reports the service deployment as IN_PROGRESS")),
        ("STOP_REQUESTED", Rolling("ECS reports the service deployment as STOP_REQUESTED")),
        ("SOMETHING_NEW", Rolling("ECS reports the service deployment as SOMETHING_NEW")),
        ("SUCCESSFUL", Ended(State.SUCCEEDED, "ECS completed the rollout of v2")),
        ("STOPPED", Ended(State.SUPERSEDED, REPLACED)),
        ("ROLLBACK_REQUESTED", Ended(State.FAILED, "ECS rolled the deployment back")),
        ("ROLLBACK_IN_PROGRESS", Ended(State.FAILED, "ECS rolled the deployment back")),
        ("ROLLBACK_SUCCESSFUL", Ended(State.FAILED, "ECS rolled the deployment back")),
        ("ROLLBACK_FAILED", Ended(State.FAILED, "ECS rolled the deployment back")),
    ],
)
def test_history_tells_how_it_went(status: str, verdict: object) -> None:
    history = [
        ServiceDeployment("ecs-svc/3", "IN_PROGRESS", "of another"),
        ServiceDeployment("ecs-svc/2", status, ""),
    ]

    assert judge_by_history(DEPLOYMENT, service(runs=FOREIGN), history, NOON) == verdict


@pytest.mark.parametrize(
    "status", ["PENDING", "IN_PROGRESS", "SUCCESSFUL", "ROLLBACK_SUCCESSFUL", "SOMETHING_NEW"]
)
def test_ecs_own_reason_comes_before_our_words(status: str) -> None:
    verdict = judge_by_history(
        DEPLOYMENT, service(), [ServiceDeployment("ecs-svc/2", status, "ECS said so.")], NOON
    )

    said = verdict.said if isinstance(verdict, Rolling) else verdict.reason
    assert said == "ECS said so."


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        (service(runs=FOREIGN), REPLACED),
        (None, "replaced outside Slipway: the service now runs nothing"),
    ],
)
def test_a_deployment_that_ecs_has_forgotten_was_replaced(shown: Service | None, reason: str) -> None:
    assert judge_by_history(DEPLOYMENT, shown, [], NOON + SETTLING) == Ended(State.SUPERSEDED, reason)


def test_a_deployment_that_ecs_does_not_list_yet_is_not_taken_for_replaced() -> None:
    young = NOON + SETTLING - timedelta(seconds=1)

    assert judge_by_history(DEPLOYMENT, service(runs=FOREIGN), [], young) == Rolling(
        "ECS does not show the deployment yet"
    )
