"""Statuses that arrive after newer ones: what the commit says in the end."""

from __future__ import annotations

import pytest

from builders import commit
from chalicelib.domain.errors import OutcomeUnknownError
from fakes.faults import Died
from fakes.statuses import Late
from world import World

V2 = commit("v2")
DOWN = OutcomeUnknownError("POST: no answer (ReadTimeoutError)")


@pytest.mark.parametrize("seconds", [1, 30, 59, 90])
def test_an_unanswered_status_that_arrives_late_does_not_stay(seconds: float) -> None:
    world = World()
    world.statuses.late.append(Late(seconds, DOWN))
    world.push(V2)
    world.completes()

    world.minutes_pass(4)

    assert world.statuses.states(V2)[-1] == "SUCCESSFUL"


def test_a_status_whose_sender_died_and_which_arrives_late_does_not_stay() -> None:
    world = World()
    world.statuses.late.append(Late(30, Died()))
    with pytest.raises(Died):
        world.push(V2)
    world.ecs.complete(world.target())

    world.minutes_pass(4)

    assert world.statuses.states(V2)[-1] == "SUCCESSFUL"


def test_a_worker_that_lost_its_lease_has_the_status_sent_again() -> None:
    world = World()
    world.push(V2)
    world.completes()
    world.store.doubt("web", [V2], world.clock.now())

    world.sweep()

    assert world.statuses.states(V2) == ["INPROGRESS", "SUCCESSFUL", "SUCCESSFUL"]


def test_a_status_that_arrives_late_from_a_worker_that_lost_its_lease_does_not_stay() -> None:
    world = World()
    world.push(V2)
    world.completes()
    world.statuses.arrives(V2, world.statuses.posted[0][1], seconds=30)
    world.store.doubt("web", [V2], world.clock.now())
    world.sweep()

    world.minutes_pass(2)

    assert world.statuses.states(V2)[-2:] == ["INPROGRESS", "SUCCESSFUL"]
