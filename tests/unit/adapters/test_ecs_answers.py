"""ECS's answers as the domain's values."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.adapters import ecs_answers
from chalicelib.domain.deployment import TaskCounts
from chalicelib.domain.ecs import RolloutState, ServiceDeployment, StoppedTask
from chalicelib.domain.errors import OutcomeUnknownError
from fakes.clock import NOON

REVISION = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7"
PRIMARY: dict[str, Any] = {
    "id": "ecs-svc/2",
    "status": "PRIMARY",
    "taskDefinition": REVISION,
    "rolloutState": "IN_PROGRESS",
    "rolloutStateReason": "ECS deployment ecs-svc/2 in progress.",
    "desiredCount": 2,
    "runningCount": 1,
    "pendingCount": 1,
    "failedTasks": 3,
}
FAILED = {**PRIMARY, "id": "ecs-svc/1", "status": "ACTIVE", "rolloutState": "FAILED"}
SERVICE: dict[str, Any] = {
    "serviceName": "web",
    "status": "ACTIVE",
    "taskDefinition": REVISION,
    "deployments": [FAILED, PRIMARY],
    "events": [{"id": "1", "createdAt": NOON, "message": "(service web) has reached a steady state."}],
}


def test_a_deployment_is_read_with_its_counts_and_reason() -> None:
    read = ecs_answers.deployment(PRIMARY)

    assert (read.id, read.primary, read.task_definition) == ("ecs-svc/2", True, REVISION)
    assert (read.rollout_state, read.reason) == (
        RolloutState.IN_PROGRESS,
        "ECS deployment ecs-svc/2 in progress.",
    )
    assert read.tasks == TaskCounts(desired=2, running=1, pending=1, failed=3)


def test_a_deployment_of_the_least_members_is_read() -> None:
    read = ecs_answers.deployment({"id": "ecs-svc/1", "status": "ACTIVE", "taskDefinition": REVISION})

    assert (read.rollout_state, read.reason) == (RolloutState.UNKNOWN, "")
    assert read.tasks == TaskCounts(0, 0, 0, 0)


@pytest.mark.parametrize("state", ["PAUSED", "", "completed"])
def test_a_rollout_state_of_a_later_api_is_unknown(state: str) -> None:
    assert ecs_answers.deployment({**PRIMARY, "rolloutState": state}).rollout_state is RolloutState.UNKNOWN


def test_the_primary_deployment_is_told_by_status_and_not_by_place() -> None:
    primary = ecs_answers.service(SERVICE).primary

    assert primary is not None
    assert primary.id == "ecs-svc/2"


@pytest.mark.parametrize(
    ("member", "controller"),
    [({}, "ECS"), ({"deploymentController": {"type": "CODE_DEPLOY"}}, "CODE_DEPLOY")],
)
def test_a_controller_that_is_absent_is_ecs_s_own(member: dict[str, Any], controller: str) -> None:
    assert ecs_answers.service(SERVICE | member).controller == controller


def test_a_service_of_task_sets_runs_no_task_definition() -> None:
    read = ecs_answers.service({"serviceName": "web", "status": "ACTIVE"})

    assert (read.task_definition, read.deployments, read.events) == ("", (), ())


def test_an_update_made_the_primary_deployment_of_that_revision() -> None:
    assert ecs_answers.made(SERVICE, REVISION).id == "ecs-svc/2"


@pytest.mark.parametrize("deployments", [[], [FAILED], [{**PRIMARY, "taskDefinition": f"{REVISION}0"}]])
def test_an_answer_that_shows_no_deployment_of_ours_leaves_the_outcome_unknown(
    deployments: list[dict[str, Any]],
) -> None:
    with pytest.raises(OutcomeUnknownError, match="UpdateService of web"):
        ecs_answers.made({**SERVICE, "deployments": deployments}, REVISION)


def test_a_service_deployment_has_the_number_of_its_service_revision() -> None:
    arn = "arn:aws:ecs:eu-west-1:123456789012:service-revision/production/web/1234567890123456789"

    read = ecs_answers.service_deployment(
        {"serviceDeploymentArn": "arn", "targetServiceRevisionArn": arn, "status": "STOPPED"}
    )

    assert read == ServiceDeployment("ecs-svc/1234567890123456789", "STOPPED", "", "arn")


def test_a_task_definition_keeps_what_can_be_registered_and_its_tags_apart() -> None:
    described = {"taskDefinitionArn": REVISION, "revision": 7, "status": "ACTIVE", "family": "web", "cpu": ""}
    tags = [{"key": "team", "value": "shop"}, {"key": "bare"}]

    read = ecs_answers.task_definition(
        {"taskDefinition": described, "tags": tags}, frozenset({"family", "cpu", "memory"})
    )

    assert read.definition == {"family": "web", "cpu": ""}
    assert (read.arn, read.tags) == (REVISION, {"team": "shop", "bare": ""})


EXITED = {"name": "api", "exitCode": 137}
FINE = {"name": "sidecar", "exitCode": 0}
PULL = {"name": "api", "reason": "CannotPullContainerError: not found"}


@pytest.mark.parametrize(
    ("containers", "told"),
    [
        ([], StoppedTask("stopped")),
        ([FINE], StoppedTask("stopped")),
        ([FINE, EXITED], StoppedTask("stopped", "api", 137)),
        ([FINE, PULL], StoppedTask(f"stopped: {PULL['reason']}", "api", None)),
        ([PULL, EXITED], StoppedTask("stopped", "api", 137)),
        ([{**EXITED, "reason": "OutOfMemoryError"}], StoppedTask("stopped: OutOfMemoryError", "api", 137)),
        ([{**EXITED, "reason": "stopped"}], StoppedTask("stopped", "api", 137)),
    ],
)
def test_a_stopped_task_names_the_container_that_failed(
    containers: list[dict[str, Any]], told: StoppedTask
) -> None:
    assert ecs_answers.stopped_task({"stoppedReason": "stopped", "containers": containers}) == told


def test_why_a_task_stopped_is_cut_to_a_readable_length() -> None:
    container = {"name": "api", "exitCode": 1, "reason": "x" * 5000}

    assert len(ecs_answers.stopped_task({"containers": [container]}).reason) == 300
