"""What DescribeServices and the commit's statuses are read as."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.demo.seen import Badge, Phase, Seen, Tasks, seen

ROLLING_BACK = "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1."


def deployment(status: str, revision: int, state: str = "COMPLETED", reason: str = "") -> dict[str, Any]:
    return {
        "status": status,
        "taskDefinition": f"arn:{revision}",
        "rolloutState": state,
        "rolloutStateReason": reason,
        "runningCount": revision,
        "pendingCount": 0,
        "failedTasks": 0,
    }


def look(deployments: list[dict[str, Any]], changes: list[dict[str, str]] | None = None) -> Seen:
    events = [
        {"id": "2", "message": "(service web) has reached a steady state."},
        {"id": "1", "message": "(service web) has started 1 task."},
    ]
    service = {"serviceName": "web", "desiredCount": 2, "deployments": deployments, "events": events}
    return seen(service, lambda arn: arn.replace("arn:", "v"), changes or [], frozenset({"1"}), 1.0)


def status(state: str) -> dict[str, str]:
    return {"state": state, "description": f"it is {state}"}


@pytest.mark.parametrize(
    ("state", "reason", "phase"),
    [
        ("COMPLETED", "", Phase.STEADY),
        ("IN_PROGRESS", "ECS deployment ecs-svc/2 in progress.", Phase.ROLLING_OUT),
        ("IN_PROGRESS", ROLLING_BACK, Phase.ROLLING_BACK),
        ("FAILED", "tasks failed to start.", Phase.FAILED),
    ],
)
def test_the_primary_deployment_says_what_goes_on(state: str, reason: str, phase: Phase) -> None:
    assert look([deployment("ACTIVE", 1), deployment("PRIMARY", 2, state, reason)]).phase is phase


def test_the_primary_deployment_s_tasks_come_first() -> None:
    shown = look([deployment("ACTIVE", 1), deployment("PRIMARY", 2)])
    assert shown.tasks == (Tasks("v2", 2, 0, 0), Tasks("v1", 1, 0, 0))


def test_the_badge_says_what_the_status_says_now_and_remembers_what_it_said() -> None:
    shown = look([deployment("PRIMARY", 2)], [status("INPROGRESS"), status("FAILED")])
    assert shown.badge == Badge(("INPROGRESS", "FAILED"), "it is FAILED")


def test_what_ecs_said_before_is_no_news() -> None:
    assert look([deployment("PRIMARY", 2)]).event == "has reached a steady state."


@pytest.mark.parametrize(
    ("deployments", "states", "settled"),
    [
        ([deployment("PRIMARY", 2)], ["INPROGRESS", "SUCCESSFUL"], True),
        ([deployment("PRIMARY", 2)], ["STOPPED"], True),
        ([deployment("PRIMARY", 2)], ["INPROGRESS"], False),
        ([deployment("PRIMARY", 2)], [], False),
        ([deployment("PRIMARY", 2), deployment("ACTIVE", 1)], ["SUCCESSFUL"], False),
        ([deployment("PRIMARY", 2, "IN_PROGRESS", ROLLING_BACK)], ["FAILED"], False),
    ],
)
def test_it_is_over_when_ecs_is_at_rest_and_the_commit_knows(
    deployments: list[dict[str, Any]], states: list[str], *, settled: bool
) -> None:
    assert look(deployments, [status(one) for one in states]).settled is settled
