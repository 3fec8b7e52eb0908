"""Every call of a deployment going wrong, one at a time: enumerated from a recording, so a new call joins by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from builders import REGISTRY, REPOSITORY, definition, digest
from chalicelib.domain.errors import OutcomeUnknownError, RetryableError
from chalicelib.domain.lifecycle import FINISHED
from chalicelib.domain.taskdef import DEPLOYMENT_TAG, images
from fakes.faults import Died, Fault
from reliability.journeys import JOURNEYS, Journey, world_for
from world import World

WRONG = {
    "dies-before": Fault(Died()),
    "dies-after": Fault(Died(), after=True),
    "throttled": Fault(RetryableError("ThrottlingException")),
    "5xx-before": Fault(OutcomeUnknownError("ServerException")),
    "timeout-after": Fault(OutcomeUnknownError("no answer came (ReadTimeoutError)"), after=True),
}


def recorded(journey: Journey) -> list[str]:
    """The calls of a journey on which nothing goes wrong, less the sweeps that find nothing."""
    world = world_for(journey)
    journey.tell(world)
    return world.tape.calls


def cases() -> Iterator[object]:
    for name, journey in JOURNEYS.items():
        for index, call in enumerate(recorded(journey)):
            if call == "store.due":
                continue
            for how in WRONG:
                yield pytest.param(journey, index, how, id=f"{name}-{index:03}-{call}-{how}")


def told(journey: Journey, index: int, how: str) -> World:
    world = world_for(journey)
    world.tape.wrong[index] = WRONG[how]
    journey.tell(world)
    return world


@pytest.mark.parametrize(("journey", "index", "how"), list(cases()))
def test_whatever_goes_wrong_the_journey_ends_as_it_should(journey: Journey, index: int, how: str) -> None:
    world = told(journey, index, how)

    assert_ecs_was_told_once(world, journey)
    assert_every_wish_is_finished(world)
    assert_commits_show_the_truth(world, journey)
    assert_nothing_is_left_open(world)


def assert_ecs_was_told_once(world: World, journey: Journey) -> None:
    """One ECS deployment per image, of the newest last; one revision per deployment."""
    expected = f"{REGISTRY}/{REPOSITORY}@{digest(journey.runs)}"
    assert images(world.definition())["api"] == (
        expected if journey.runs != "1" else images(definition())["api"]
    )
    updated = [images(world.ecs.revisions[arn].definition)["api"] for _, arn in world.ecs.updates]
    wanted = [f"{REGISTRY}/{REPOSITORY}@{digest(word)}" for word in journey.rolled_out]
    assert updated in (wanted, wanted[-1:]), "an older image may be overtaken before it began, no more"
    made_for = [
        one.tags[DEPLOYMENT_TAG] for one in world.ecs.revisions.values() if DEPLOYMENT_TAG in one.tags
    ]
    assert len(made_for) == len(set(made_for))


def assert_every_wish_is_finished(world: World) -> None:
    assert {one.state for one in world.deployments()} <= FINISHED


def assert_commits_show_the_truth(world: World, journey: Journey) -> None:
    shown = {commit: status.state.value for (commit, _), status in world.statuses.shown.items()}
    assert shown == journey.ends


def assert_nothing_is_left_open(world: World) -> None:
    row = world.store.rows["web"]
    assert (row.owner, row.due_at, row.wishes) == (None, None, {})
    assert row.record.ledger.owed == ()
