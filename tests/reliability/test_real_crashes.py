"""Each AWS call of a push going wrong on the local AWS: a sample in `make test`, all of them in `make soak`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from reliability.fleet import SOAK
from reliability.points import CALLS, TRY, V2, Point, ends_well, order, points, push, warm
from waiting import eventually

if TYPE_CHECKING:
    from reliability.deployed import Deployed

pytestmark = pytest.mark.xdist_group("reliability")
WRONG: dict[str, dict[str, Any]] = {
    "throttled": {"error": "ThrottlingException"},
    "throttled for long": {"error": "ThrottlingException", "times": 6},
    "a server's error": {"error": "ServerException"},
    "a server's errors": {"error": "ServerException", "times": TRY},
    "answer lost": {"error": "ServerException", "after": True},
    "answers lost": {"error": "ServerException", "times": TRY, "after": True},
}

# The others take the SDK's pauses, which are seconds.
QUICK = ("throttled", "a server's error", "answer lost")
CASES = [pytest.param(point, how, id=f"{point}-{how}") for point in points() for how in WRONG]
SAMPLE = [case for case in CASES if case.values[1] in QUICK][1::7]


def test_the_calls_of_a_push_are_those_that_are_made_to_fail(world: Deployed) -> None:
    journey = warm(world)

    world.ends_are_told(enabled=False)  # so that on no machine the end meets the push's lease
    push(journey)
    end = journey.told_the_end()
    world.aws.quiet()
    world.ends_are_told(enabled=True)
    world.aws.local("POST", "events", end)
    journey.ends(V2, "SUCCESSFUL")
    eventually(lambda: "due_at" not in world.table.record(journey.name), "its lease's end")

    for function, calls in CALLS.items():
        made = world.aws.calls(world.stack.functions[function])
        assert tuple(one for one in made if one != "secretsmanager:GetSecretValue") == calls


@pytest.mark.parametrize(("point", "how"), CASES if SOAK else SAMPLE)
def test_whichever_call_goes_wrong_the_push_ends_as_it_should(
    world: Deployed, point: Point, how: str
) -> None:
    journey = warm(world)
    order(world, point, **WRONG[how])

    push(journey)
    ends_well(world, journey)
    assert world.dead_letters() == []
