"""Somebody rolls a service back by hand: what Slipway was told before changes nothing about it."""

from __future__ import annotations

import pytest

from builders import REGISTRY, REPOSITORY
from chalicelib.domain.lifecycle import State
from world import World

FIRST = f"{REGISTRY}/{REPOSITORY}:1"


def roll_back(world: World) -> None:
    """To the first revision, and to its end."""
    first = next(iter(world.ecs.revisions))
    world.ecs.roll_out(world.target(), first)
    world.ecs.complete(world.target())
    world.ecs_says()


def rolled_back() -> tuple[World, list[dict[str, object]]]:
    """With the events of the two pushes that came before."""
    world, events = World(), []
    for tag in ("v2", "v3"):
        events.append(world.pushed(tag))
        world.deliver(events[-1])
        world.completes()
        world.clock.pass_(minutes=5)
    roll_back(world)
    return world, events


@pytest.mark.parametrize("redelivered", [[0], [1], [0, 1], [1, 0], [1, 1, 0, 0]])
def test_after_a_rollback_by_hand_pushes_of_before_leave_the_service_alone(redelivered: list[int]) -> None:
    world, events = rolled_back()
    before = world.updates()

    for push in redelivered:
        world.deliver(events[push])
        world.minutes_pass(10)

    assert world.image() == FIRST
    assert world.updates() == before
    assert [one.state for one in world.deployments()] == [State.SUCCEEDED, State.SUCCEEDED]


def test_a_rollback_by_hand_of_a_rollout_under_way_stays() -> None:
    world = World()
    event = world.pushed("v2")
    world.deliver(event)
    roll_back(world)
    before = world.updates()

    world.deliver(event)
    world.minutes_pass(40)

    assert world.image() == FIRST
    assert world.updates() == before
    assert world.deployment("v2").state is State.SUPERSEDED


def test_a_newer_push_still_rolls_out_after_a_rollback_by_hand() -> None:
    world, _ = rolled_back()

    world.push("v4")
    world.completes()

    assert world.deployment("v4").state is State.SUCCEEDED
    assert world.image() != FIRST
