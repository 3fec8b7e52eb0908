"""The AWS calls of one push, any of which may go wrong, and what must be true of it all the same."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from builders import commit
from local_stack import image
from reliability.rollouts import assert_told_once
from reliability.table import assert_nothing_is_left_open
from waiting import eventually

if TYPE_CHECKING:
    from journey import Journey
    from reliability.deployed import Deployed

V2: Final = commit("v2")
TRY: Final = 4
READY: Final = "1.2"  # later than the push itself takes, so that its end comes as a second story
# What a push asks of AWS once its function is warm, and what the end of its rollout asks.
CALLS: Final = {
    "image_pushed": (
        "dynamodb:UpdateItem",  # the wish and the lease
        "ecs:DescribeServices",
        "ecs:DescribeTaskDefinition",
        "ecr:BatchGetImage",
        "ecs:RegisterTaskDefinition",
        "dynamodb:TransactWriteItems",
        "ecs:UpdateService",
        "dynamodb:TransactWriteItems",
        "dynamodb:UpdateItem",  # the lease's end
    ),
    "deployment_changed": (
        "dynamodb:UpdateItem",  # the lease
        "ecs:DescribeServices",
        "dynamodb:TransactWriteItems",  # the verdict and the lease's end
    ),
}
# The SDK sends reads and calls of DynamoDB up to four times: so many errors end a try. Writes of ECS are sent once.
SENT_ONCE: Final = {"RegisterTaskDefinition", "UpdateService"}


@dataclass(frozen=True, slots=True)
class Point:
    """The `number`th call of `operation` from the push on."""

    service: str
    operation: str
    number: int

    def __str__(self) -> str:
        return f"{self.service}:{self.operation} {self.number}"


def points() -> list[Point]:
    calls = [call for function in CALLS.values() for call in function]
    named = [call.split(":") for call in calls]
    return [
        Point(service, operation, calls[: index + 1].count(f"{service}:{operation}"))
        for index, (service, operation) in enumerate(named)
    ]


def order(world: Deployed, point: Point, **fault: Any) -> None:
    """The calls of the same kind before that one pass."""
    what = {"service": point.service, "operation": point.operation}
    if fault.get("times") == TRY and point.operation in SENT_ONCE:
        fault["times"] = 1
    if point.number > 1:
        world.aws.local("POST", "faults", {**what, "times": point.number - 1})
    world.aws.local("POST", "faults", {**what, **fault})


def warm(world: Deployed) -> Journey:
    """A service that runs v1, and functions that have started."""
    world.warm()
    journey = world.journey()
    world.aws.local("DELETE", "calls")
    return journey


def push(journey: Journey) -> None:
    journey.aws.push(journey.name, image(V2, ready_after=READY), V2)


def assert_it_ended_well(world: Deployed, journey: Journey) -> None:
    assert_told_once(world.rollouts(journey), image(V2, ready_after=READY).digest)
    assert world.table.states(journey.name) == {V2: "succeeded"}
    assert_nothing_is_left_open(world.table.items(journey.name))


def ends_well(world: Deployed, journey: Journey) -> None:
    """Sweeps until nothing is open, beyond the end of a lease (65 s) if need be; then it must have ended well."""

    def over() -> bool:
        due = world.table.record(journey.name).get("due_at")
        if due is not None and due <= time.time() * 1000:
            world.sweep()
        return due is None and journey.shown(V2)[-1:] == ["SUCCESSFUL"]

    eventually(over, "a good end", within=100)
    assert_it_ended_well(world, journey)
