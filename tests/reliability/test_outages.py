"""Whole services of others are down, and up again later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import REPOSITORY, commit, mapping, service_document
from chalicelib.domain.errors import OutcomeUnknownError, RetryableError
from chalicelib.domain.lifecycle import FINISHED, CommitState, State
from local_stack import image
from reliability.rollouts import assert_told_once
from reliability.table import assert_nothing_is_left_open
from waiting import eventually
from world import World

if TYPE_CHECKING:
    from journey import Journey
    from reliability.deployed import Deployed

V2 = commit("v2")
ON_THE_STACK = pytest.mark.xdist_group("reliability")
A_WHILE = 500

# Bitbucket, for an hour: on fakes, whose clock can be turned.

HOUR = 60
FIFTY = [f"service-{number:02}" for number in range(50)]
QUOTA = 1000
DOWN = OutcomeUnknownError("POST: no answer (ReadTimeoutError)")


@pytest.fixture
def fifty() -> World:
    """Services that each follow tags of their own."""
    image = {
        name: {"repository": REPOSITORY, "tags": {"regex": f"^{name}-(?P<commit>.*)$"}} for name in FIFTY
    }
    return World(mapping(**{name: service_document(name, image=image[name]) for name in FIFTY}))


def deploy_everywhere(world: World) -> None:
    for name in FIFTY:
        world.push(f"{name}-{commit(name)}")
    for name in FIFTY:
        world.completes(name)


def busy(retry_after: float) -> RetryableError:
    """Bitbucket is out of quota, and says after how many seconds to come back."""
    return RetryableError("POST: 429", retry_after)


@pytest.mark.parametrize(
    "fault",
    [DOWN, RetryableError("POST: 503"), busy(1), busy(60), busy(300)],
    ids=["down", "busy", "back in 1 s", "back in 60 s", "back in 300 s"],
)
def test_after_an_hour_without_bitbucket_every_commit_is_right(fifty: World, fault: RetryableError) -> None:
    fifty.statuses.faults.plan("post", fault, times=10**6)
    deploy_everywhere(fifty)
    fifty.minutes_pass(HOUR)
    assert {one.state for name in FIFTY for one in fifty.deployments(name)} == {State.SUCCEEDED}
    assert fifty.statuses.faults.calls.count("post") <= QUOTA

    fifty.statuses.faults.planned.clear()
    before = len(fifty.statuses.faults.calls)
    fifty.minutes_pass(HOUR)

    for name in FIFTY:
        shown = fifty.status(commit(name), name)
        assert shown is not None
        assert shown.state is CommitState.SUCCESSFUL
        assert fifty.store.rows[name].record.ledger.owed == ()
        assert fifty.store.rows[name].due_at is None
    assert len(fifty.statuses.faults.calls) - before <= QUOTA


def test_fifty_pushes_to_one_service_in_an_hour_without_bitbucket_end_right_on_every_commit() -> None:
    world = World()
    world.statuses.faults.plan("post", DOWN, times=10**6)
    commits = [commit(f"push {number}") for number in range(50)]
    for one in commits:
        world.push(one)
        world.minutes_pass(1)
    world.completes()
    world.minutes_pass(10)
    assert world.statuses.faults.calls.count("post") <= QUOTA

    world.statuses.faults.planned.clear()
    world.minutes_pass(HOUR)

    assert {one.state for one in world.deployments()} <= FINISHED
    shown = [world.status(one) for one in commits]
    assert [one.state if one else None for one in shown] == [
        *[CommitState.STOPPED] * 49,
        CommitState.SUCCESSFUL,
    ]


# AWS's own, on the local AWS. Without DynamoDB: tests/e2e, the dead letter that can be redriven.


@pytest.fixture
def begun(world: Deployed) -> Journey:
    return world.journey()


def is_finished(world: Deployed, journey: Journey) -> bool:
    """After one more sweep, as if minutes had gone by."""
    if "due_at" in world.table.record(journey.name):
        world.table.minutes_pass(journey.name)
        world.sweep()
    return "due_at" not in world.table.record(journey.name)


@ON_THE_STACK
def test_what_was_pushed_while_ecs_was_down_is_deployed_by_a_sweep(world: Deployed, begun: Journey) -> None:
    world.aws.fault("ecs", "*", "ServiceUnavailableException", times=A_WHILE)
    begun.aws.push(begun.name, image(V2), V2)
    eventually(world.dead_letters, "an event that was given up")
    world.table.minutes_pass(begun.name)
    world.sweep()
    assert world.table.states(begun.name) in ({}, {V2: "requested"})

    world.aws.local("DELETE", "faults")
    eventually(lambda: is_finished(world, begun), "the end", within=180)

    assert_told_once(world.rollouts(begun), image(V2).digest)
    assert world.table.states(begun.name) == {V2: "succeeded"}
    assert begun.shown(V2)[-1] == "SUCCESSFUL"
    assert_nothing_is_left_open(world.table.items(begun.name))


@ON_THE_STACK
def test_without_secrets_manager_the_deployment_goes_on_and_its_status_is_sent_later(
    world: Deployed, begun: Journey
) -> None:
    world.start_cold()
    world.aws.fault("secretsmanager", "*", "InternalServiceError", times=A_WHILE)
    begun.aws.push(begun.name, image(V2), V2)
    eventually(lambda: world.table.states(begun.name) == {V2: "succeeded"}, "the rollout's end")
    assert begun.shown(V2) == []
    assert world.dead_letters() == []

    world.aws.local("DELETE", "faults")
    eventually(lambda: is_finished(world, begun), "the end")

    assert begun.shown(V2) == ["SUCCESSFUL"]
    assert_told_once(world.rollouts(begun), image(V2).digest)
