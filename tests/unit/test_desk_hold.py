"""A person holds a service, releases it, or has its rollout stopped."""

from __future__ import annotations

import pytest

from builders import REGISTRY, REPOSITORY, commit, digest
from chalicelib.domain.errors import ConflictError, NotFoundError, RefusedError, RetryableError
from chalicelib.domain.lifecycle import State
from fakes.ecs import STOPPED
from world import World


def pinned(tag: str) -> str:
    return f"{REGISTRY}/{REPOSITORY}@{digest(tag)}"


def test_a_held_service_shows_who_held_it_and_why() -> None:
    view = World().held("sales week")

    assert view.held is not None
    assert (view.held.by, view.held.reason) == ("operator alice", "sales week")


def test_a_push_to_a_held_service_is_held_and_says_so_on_the_commit() -> None:
    world = World()
    world.held("sales week")

    world.push(commit("v2"))

    status = world.status(commit("v2"))
    assert world.updates() == 0
    assert status is not None
    assert status.state == "STOPPED"
    assert "sales week" in status.description


def test_a_request_to_a_held_service_is_held_too() -> None:
    world = World()
    world.held()
    world.pushed("v2")

    assert world.asked("v2").state is State.HELD


def test_a_rollout_under_way_goes_on_though_its_service_is_held() -> None:
    world = World()
    world.push("v2")
    world.held()

    world.completes()

    assert world.deployment("v2").state is State.SUCCEEDED


def test_a_held_service_costs_a_sweep_nothing() -> None:
    world = World()
    world.held()
    world.push("v2")

    assert world.store.due(world.clock.now().replace(year=2030)) == []


def test_a_release_deploys_the_newest() -> None:
    world = World()
    world.held()
    world.push("v2")

    view = world.released()

    assert world.image() == pinned("v2")
    assert (view.held, view.state) == (None, State.DEPLOYING)


def test_a_service_is_held_though_ecs_cannot_be_asked() -> None:
    world = World()
    world.ecs.faults.plan("services", RetryableError("down"), times=99)

    view = world.held()

    assert view.held is not None


def test_a_rollout_is_stopped_and_ecs_says_how_it_ended() -> None:
    world = World()
    world.push(commit("v2"))
    deployment = world.deployment(commit("v2"))

    world.stopped(deployment.id)
    world.ecs_says()

    ended = world.deployment(commit("v2"))
    status = world.status(commit("v2"))
    assert (ended.state, ended.reason) == (State.STOPPED, f"stopped by operator alice: {STOPPED}")
    assert status is not None
    assert status.state == "STOPPED"


def test_a_rollout_that_ended_well_before_the_stop_reached_ecs_succeeded() -> None:
    world = World()
    world.push("v2")
    world.ecs.complete(world.target())

    assert world.stopped(world.deployment("v2").id).state is State.SUCCEEDED
    assert world.ecs.stops == []


def test_a_stop_that_ecs_could_not_take_is_tried_again() -> None:
    world = World()
    world.push("v2")
    world.ecs.faults.plan("stop", RetryableError("throttled"))

    world.stopped(world.deployment("v2").id)
    world.minutes_pass(2)
    world.ecs_says()

    assert len(world.ecs.stops) == 1
    assert world.deployment("v2").state is State.STOPPED


def test_a_stop_that_ecs_refuses_says_so_and_the_rollout_goes_on() -> None:
    world = World()
    world.push("v2")
    world.ecs.faults.plan("stop", RefusedError("UnsupportedFeatureException"))

    with pytest.raises(ConflictError, match="ECS does not stop"):
        world.stopped(world.deployment("v2").id)
    world.completes()

    assert world.deployment("v2").state is State.SUCCEEDED


def test_a_deployment_that_has_ended_cannot_be_stopped() -> None:
    world = World()
    world.push("v2")
    world.completes()

    with pytest.raises(ConflictError, match="is succeeded and has ended"):
        world.stopped(world.deployment("v2").id)


def test_a_deployment_that_is_held_cannot_be_stopped() -> None:
    world = World()
    world.held()
    world.push("v2")

    with pytest.raises(ConflictError, match="is held and has not begun"):
        world.stopped(world.deployment("v2").id)


def test_a_deployment_that_does_not_exist_cannot_be_stopped() -> None:
    with pytest.raises(NotFoundError):
        World().stopped("web.20990101T000000.00000000")


def test_a_rollout_past_its_deadline_can_be_stopped_and_has_failed() -> None:
    world = World()
    world.push("v2")
    world.minutes_pass(32)

    world.stopped(world.deployment("v2").id)
    world.ecs_says()

    assert world.deployment("v2").state is State.FAILED
