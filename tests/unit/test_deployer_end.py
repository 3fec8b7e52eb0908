"""How a rollout ends, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import digest
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.lifecycle import State
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


def test_a_service_deleted_while_it_rolled_out_is_failed() -> None:
    world = World()
    world.push("v2")
    world.ecs.delete(world.target())

    world.ecs_says()

    assert world.deployment("v2").state is State.FAILED
    assert "deleted" in world.deployment("v2").reason


def test_a_fault_while_judging_is_tried_again_by_the_sweep() -> None:
    world = World()
    world.push("v2")
    world.ecs.complete(world.target())
    world.ecs.faults.plan("services", RetryableError("ThrottlingException"))

    with pytest.raises(RetryableError):
        world.ecs_says()
    world.minutes_pass(6)

    assert world.deployment("v2").state is State.SUCCEEDED


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
