"""A function's process is really killed while a call is on its way: a sample, in `make soak` at every call."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.deployer import ENOUGH
from reliability.fleet import SOAK
from reliability.points import Point, assert_it_ended_well, ends_well, order, points, push, warm
from reliability.processes import kill_workers
from waiting import eventually

if TYPE_CHECKING:
    from journey import Journey
    from reliability.deployed import Deployed

pytestmark = pytest.mark.xdist_group("reliability")
ENDS: dict[str, dict[str, Any]] = {
    "never arrives": {"delay_seconds": 1.0, "error": "ServerException"},
    "arrives": {"delay_seconds": 1.0},
}
KILLS = [(point, how) for point in points() for how in ENDS]
# With less time than `ENOUGH` left a run begins nothing.
TIMEOUT, USUAL = int(ENOUGH.total_seconds()) + 3, 60


@pytest.fixture
def brief(world: Deployed) -> Iterator[Deployed]:
    """Functions that may run for seconds only, so that a dead one's lease ends soon."""
    world.time_out_after(TIMEOUT)
    yield world
    world.time_out_after(USUAL)


def test_after_a_function_s_sudden_death_at_any_call_the_push_ends_as_it_should(brief: Deployed) -> None:
    """All are killed first, since each then leaves its service alone until its lease ends.

    An event whose tries all died is a dead letter; redriving it changes nothing any more.
    """
    chosen = KILLS if SOAK else KILLS[10::5][:2]
    killed = [killed_at(brief, point, ENDS[how]) for point, how in chosen]

    for journey in killed:
        lease = int(brief.table.record(journey.name).get("lease_until", 0)) / 1000
        eventually(partial(is_past, lease), "the lease's end", TIMEOUT + 6)
        ends_well(brief, journey)
    for letter in brief.dead_letters():
        assert "FunctionError" not in brief.invoke("image_pushed", letter["requestPayload"])
    for journey in killed:
        assert_it_ended_well(brief, journey)


def is_past(moment: float) -> bool:
    return time.time() > moment


def killed_at(world: Deployed, point: Point, fault: dict[str, Any]) -> Journey:
    """A service to which an image was pushed, and whose function died during that call."""
    journey = warm(world)
    order(world, point, **fault)
    push(journey)

    def on_its_way() -> list[str]:
        calls = [one for one in world.aws.local("GET", "calls") if one["principal"].startswith("slipway-")]
        same = [
            one for one in calls if (one["service"], one["operation"]) == (point.service, point.operation)
        ]
        return [one["principal"] for one in same][point.number - 1 : point.number]

    (function,) = eventually(on_its_way, str(point))
    assert kill_workers(world.port, function) > 0
    return journey
