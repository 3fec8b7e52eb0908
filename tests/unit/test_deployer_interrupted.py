"""A run that ended right after UpdateService: what ECS made of it meanwhile is found, and not begun again."""

from __future__ import annotations

import pytest

from builders import commit
from chalicelib.domain.errors import OutcomeUnknownError, SlipwayError
from chalicelib.domain.lifecycle import State
from fakes.faults import Died
from world import World

V2 = commit("v2")
ENDINGS = pytest.mark.parametrize(
    "ending", [Died(), OutcomeUnknownError("no answer came")], ids=["dies", "no answer"]
)


def interrupted(ending: BaseException) -> World:
    """ECS rolls the image out, and nothing but the revision is recorded."""
    world = World()
    world.ecs.faults.plan("update", ending, after=True)
    with pytest.raises((Died, SlipwayError)):
        world.push(V2)
    assert world.updates() == 1
    return world


@ENDINGS
def test_a_rollout_that_ecs_rolled_back_before_anybody_looked_is_failed_and_not_begun_again(
    ending: BaseException,
) -> None:
    world = interrupted(ending)
    world.ecs.fail(world.target())
    world.ecs.complete(world.target())

    world.minutes_pass(10)

    assert world.deployment(V2).state is State.FAILED
    assert world.updates() == 1


@ENDINGS
def test_a_rollout_that_was_finished_before_anybody_looked_is_succeeded(ending: BaseException) -> None:
    world = interrupted(ending)
    world.ecs.complete(world.target())

    world.minutes_pass(10)

    assert world.deployment(V2).state is State.SUCCEEDED
    assert world.updates() == 1


@ENDINGS
def test_a_rollout_that_somebody_replaced_before_anybody_looked_is_superseded(ending: BaseException) -> None:
    world = interrupted(ending)
    other = world.ecs.add_revision(world.target(), world.definition() | {"cpu": "512"})
    world.ecs.roll_out(world.target(), other)
    before = world.updates()

    world.minutes_pass(10)

    assert world.deployment(V2).state is State.SUPERSEDED
    assert world.updates() == before
