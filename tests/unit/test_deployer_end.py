"""How a rollout ends, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import commit, deployment_event, digest, mapping, service_document
from chalicelib.domain.errors import RefusedError, RetryableError
from chalicelib.domain.lifecycle import State
from fakes.clock import NOON
from fakes.ecs import BREAKER
from world import World


def test_a_rollback_by_the_circuit_breaker_is_failed_with_ecs_own_reason_and_the_first_stopped_task() -> None:
    world = World()
    world.push("v2")

    world.fails()

    failed = world.deployment("v2")
    assert failed.state is State.FAILED
    assert failed.reason == (
        f"{BREAKER} First stopped task: Essential container in task exited (container api exited with code 137)"
    )


def test_the_end_of_a_rollback_is_not_our_success() -> None:
    world = World()
    world.push("v2")
    world.fails()

    world.completes()

    assert world.deployment("v2").state is State.FAILED


def test_a_rollback_whose_events_were_all_lost_is_failed_all_the_same() -> None:
    world = World()
    world.push("v2")
    world.ecs.fail(world.target())
    world.ecs.complete(world.target())

    world.minutes_pass(6)

    assert world.deployment("v2").state is State.FAILED
    assert "circuit breaker" in world.deployment("v2").reason


def test_a_digest_that_failed_is_not_deployed_by_its_event_again() -> None:
    world = World()
    event = world.pushed("v2")
    world.deliver(event)
    world.fails()

    world.deliver(event)

    assert world.updates() == 1
    assert world.deployment("v2").state is State.FAILED


def test_a_deployment_that_another_tool_replaced_is_superseded() -> None:
    world = World()
    world.push("v2")
    other = world.ecs.add_revision(world.target(), world.definition() | {"cpu": "512"})

    world.ecs.roll_out(world.target(), other)
    world.completes()

    assert world.deployment("v2").state is State.SUPERSEDED
    assert "web:3" in world.deployment("v2").reason


def test_a_deployment_that_completed_before_another_tool_came_is_succeeded() -> None:
    world = World()
    world.push("v2")
    world.ecs.complete(world.target())
    other = world.ecs.add_revision(world.target(), world.definition() | {"cpu": "512"})
    world.ecs.roll_out(world.target(), other)
    world.ecs.complete(world.target())

    world.ecs_says()

    assert world.deployment("v2").state is State.SUCCEEDED


def test_a_deployment_that_ecs_does_not_show_yet_is_not_taken_for_replaced() -> None:
    world = World()
    world.push("v2")
    shown = world.ecs.there[world.target()]
    before = world.ecs.there[world.target()] = replace(
        shown, shown=replace(shown.shown, deployments=()), history=[]
    )

    world.ecs_says()

    assert before is not shown
    assert world.deployment("v2").state is State.DEPLOYING


def test_a_late_event_about_another_deployment_ends_nothing() -> None:
    world = World()
    world.push("v2")

    world.ecs_says()

    assert world.deployment("v2").state is State.DEPLOYING


def test_a_lost_end_is_found_by_the_sweep() -> None:
    world = World()
    world.push("v2")
    world.ecs.complete(world.target())

    world.minutes_pass(5)

    assert world.deployment("v2").state is State.SUCCEEDED


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


def test_a_service_deleted_while_it_rolled_out_is_failed() -> None:
    world = World()
    world.push("v2")
    world.ecs.delete(world.target())

    world.ecs_says()

    assert world.deployment("v2").state is State.FAILED
    assert "deleted" in world.deployment("v2").reason


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


def test_a_fault_while_judging_is_tried_again_by_the_sweep() -> None:
    world = World()
    world.push("v2")
    world.ecs.complete(world.target())
    world.ecs.faults.plan("services", RetryableError("ThrottlingException"))

    with pytest.raises(RetryableError):
        world.ecs_says()
    world.minutes_pass(6)

    assert world.deployment("v2").state is State.SUCCEEDED


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


def test_outcomes_and_seconds_are_counted() -> None:
    world = World()
    world.push("v2")
    world.clock.pass_(seconds=90)

    world.completes()

    assert world.telemetry.total("Deployments", outcome="succeeded") == 1
    assert ("SecondsToUpdate", 0.0) in world.telemetry.timings
    assert ("SecondsToEnd", 90.0) in world.telemetry.timings


def test_the_last_deployment_that_succeeded_is_remembered() -> None:
    world = World()
    world.push("v2")
    world.completes()
    world.clock.pass_(seconds=5)
    world.push("v3")
    world.fails()

    good = world.store.rows["web"].record.good
    assert good is not None
    assert good.digest == digest("v2")
