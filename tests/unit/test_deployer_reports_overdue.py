"""How long a status has been owed, for the alarm that asks."""

from __future__ import annotations

from builders import commit
from chalicelib.domain.errors import RetryableError
from world import World

V2 = commit("v2")


def test_an_alarm_hears_how_long_a_status_will_have_been_owed() -> None:
    world = World()
    world.statuses.faults.plan("post", RetryableError("503"), times=99)
    world.push(V2)

    world.minutes_pass(20)

    owed = [value for name, value in world.telemetry.timings if name == "ReportOwedSeconds"]
    assert owed[:3] == [60, 180, 420]
    assert max(owed) > 600


def test_once_a_status_was_taken_the_next_that_fails_is_owed_from_then_on() -> None:
    world = World()
    world.statuses.faults.plan("post", RetryableError("503"))
    world.push(V2)
    world.minutes_pass(3)
    world.statuses.faults.plan("post", RetryableError("503"))

    world.completes()

    owed = [value for name, value in world.telemetry.timings if name == "ReportOwedSeconds"]
    assert owed == [60, 60]
