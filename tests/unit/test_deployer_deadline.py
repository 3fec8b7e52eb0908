"""Deadlines, silence, and services that are no longer there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import commit, deployment_event, mapping, service_document
from chalicelib.domain.errors import RefusedError, RetryableError
from chalicelib.domain.lifecycle import State
from fakes.clock import NOON
from world import World


def test_past_its_deadline_a_rollout_is_timed_out_with_what_ecs_last_said() -> None:
    world = World(mapping(web=service_document(deadline_minutes=7)))
    world.push("v2")

    world.minutes_pass(8)

    timed_out = world.deployment("v2")
    assert timed_out.state is State.TIMED_OUT
    assert timed_out.reason == "not finished after 7 minutes: 0 of 2 tasks run, 2 start, 0 failed"
    assert timed_out.finished_at is not None
    assert timed_out.finished_at - NOON == timedelta(minutes=7)


@pytest.mark.parametrize(("ending", "state"), [("completes", State.SUCCEEDED), ("fails", State.FAILED)])
def test_ecs_has_the_last_word_after_the_deadline(ending: str, state: State) -> None:
    world = World()
    world.push("v2")
    world.minutes_pass(31)

    getattr(world, ending)()

    assert world.deployment("v2").state is state


def test_a_timed_out_rollout_stays_so_when_a_newer_image_takes_over() -> None:
    world = World()
    world.push("v2")
    world.minutes_pass(31)

    world.push("v3")
    world.completes()

    assert world.deployment("v2").state is State.TIMED_OUT
    assert world.deployment("v3").state is State.SUCCEEDED


def test_a_rollout_that_ecs_cannot_be_asked_about_still_times_out() -> None:
    world = World()
    world.push("v2")
    world.ecs.faults.plan("services", RefusedError("AccessDeniedException"), times=99)

    world.minutes_pass(31)

    assert world.deployment("v2").state is State.TIMED_OUT
    assert "AccessDenied" in world.deployment("v2").reason


def test_nothing_is_asked_of_ecs_while_it_rolls_out_in_silence() -> None:
    world = World()
    world.push("v2")
    world.ecs.faults.calls.clear()

    world.minutes_pass(4)

    assert world.ecs.faults.calls == []


def test_an_event_of_a_service_with_nothing_open_asks_ecs_nothing() -> None:
    world = World()

    world.ecs_says()

    assert "services" not in world.ecs.faults.calls


def test_an_event_of_an_unmapped_service_is_ignored() -> None:
    world = World()

    world.deployer.deployment_changed(deployment_event("other"), world.run())

    assert world.telemetry.total("EventsIgnored", reason="service_not_mapped") == 1


def test_an_event_about_another_kind_of_change_is_ignored() -> None:
    world = World()

    world.deployer.deployment_changed(
        deployment_event() | {"detail-type": "ECS Task State Change"}, world.run()
    )

    assert world.telemetry.total("EventsIgnored", reason="not_a_deployment") == 1


def test_what_an_unmapped_service_left_open_is_ended() -> None:
    world = World()
    world.push(commit("v2"))
    world.services = mapping(other=service_document("other"))

    world.minutes_pass(6)

    assert world.deployment(commit("v2")).state is State.TIMED_OUT
    assert "no longer in the mapping" in world.deployment(commit("v2")).reason
    assert world.statuses.states(commit("v2"))[-1] == "FAILED"


def test_wishes_of_an_unmapped_service_are_refused() -> None:
    world = World()
    world.ecs.faults.plan("services", RetryableError("ServerException"), times=9)
    for tag in ("v2", "v3"):
        with pytest.raises(RetryableError):
            world.push(tag)
        world.clock.pass_(seconds=1)
    world.services = mapping(other=service_document("other"))

    world.minutes_pass(6)

    assert {one.state for one in world.deployments()} == {State.REFUSED}
