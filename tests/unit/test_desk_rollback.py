"""Back to what is known to be good, and staying there until somebody releases the service."""

from __future__ import annotations

import pytest

from builders import REGISTRY, REPOSITORY, commit, digest
from chalicelib.domain.errors import ConflictError, RetryableError, UnprocessableError
from chalicelib.domain.lifecycle import State
from world import World


def pinned(tag: str) -> str:
    return f"{REGISTRY}/{REPOSITORY}@{digest(tag)}"


def after(*tags: str) -> World:
    """Those images were pushed and rolled out, one after the other."""
    world = World()
    for tag in tags:
        world.push(tag)
        world.completes()
        world.clock.pass_(minutes=1)
    return world


def registered(world: World) -> int:
    return len(world.ecs.revisions)


def test_the_service_goes_back_to_the_last_known_good_and_nothing_is_registered() -> None:
    world = after("v2", "v3")
    revisions = registered(world)

    back = world.rolled_back()
    world.completes()

    assert world.image() == pinned("v2")
    assert registered(world) == revisions
    assert world.deployments()[-1].id == back.id
    assert world.deployments()[-1].state is State.SUCCEEDED


def test_after_a_failure_the_last_known_good_is_the_last_success() -> None:
    world = after("v2", "v3")
    world.push("v4")
    world.fails(rollback=False)

    world.rolled_back()

    assert world.image() == pinned("v3")


def test_a_rollout_under_way_is_rolled_back_to_what_was_good_before() -> None:
    world = after("v2")
    world.push("v3")

    world.rolled_back()
    world.completes()

    assert world.image() == pinned("v2")
    assert world.deployment("v3").state is State.SUPERSEDED


def test_what_ecs_already_went_back_to_is_left_alone() -> None:
    world = after("v2")
    world.push("v3")
    world.fails()
    world.ecs.complete(world.target())
    before = world.updates()

    assert world.rolled_back().state is State.UNCHANGED
    assert world.updates() == before


def test_another_rollback_leads_further_back() -> None:
    world = after("v2", "v3", "v4")
    for _ in range(2):
        world.rolled_back()
        world.completes()

    assert world.image() == pinned("v2")


def test_the_next_push_does_not_undo_it() -> None:
    world = after("v2", "v3")
    world.rolled_back()
    world.completes()

    world.push("v4")

    assert world.image() == pinned("v2")
    assert world.deployment("v4").state is State.HELD


def test_the_release_deploys_the_newest_of_what_was_pushed_meanwhile() -> None:
    world = after("v2", "v3")
    world.rolled_back()
    world.completes()
    world.push("v4")
    world.clock.pass_(minutes=1)
    world.push("v5")

    world.released()
    world.completes()

    assert world.image() == pinned("v5")
    assert [world.deployment(tag).state for tag in ("v4", "v5")] == [State.SUPERSEDED, State.SUCCEEDED]


def test_an_event_of_the_image_that_was_left_delivered_again_changes_nothing() -> None:
    world = after("v2")
    world.clock.pass_(minutes=1)
    event = world.pushed("v3")
    world.deliver(event)
    world.completes()
    world.clock.pass_(minutes=1)
    world.rolled_back()
    world.completes()

    world.deliver(event)
    world.released()

    assert world.image() == pinned("v2")


def test_the_service_goes_back_to_the_deployment_that_was_named() -> None:
    world = after("v2", "v3", "v4")
    first = world.deployment("v2").id

    world.rolled_back(to=first)

    assert world.image() == pinned("v2")


def test_a_deployment_that_failed_is_no_place_to_go_back_to() -> None:
    world = after("v2")
    world.push("v3")
    world.fails()

    with pytest.raises(ConflictError, match="is failed; only a deployment that succeeded"):
        world.rolled_back(to=world.deployment("v3").id)


@pytest.mark.parametrize("named", ["web.20990101T000000.00000000", "other.20260101T000000.00000000"])
def test_a_deployment_that_the_service_never_had_is_refused(named: str) -> None:
    with pytest.raises(UnprocessableError, match="names no deployment of web"):
        after("v2").rolled_back(to=named)


@pytest.mark.parametrize("tags", [(), ("v2",)], ids=["nothing was ever deployed", "only what runs"])
def test_without_anything_good_to_go_back_to_ecs_is_left_alone(tags: tuple[str, ...]) -> None:
    world = after(*tags)
    updates = world.updates()

    with pytest.raises(ConflictError, match="nothing to roll back to"):
        world.rolled_back()
    assert world.updates() == updates


def test_a_revision_that_was_deregistered_meanwhile_is_registered_anew() -> None:
    world = after("v2", "v3")
    world.ecs.deregister(str(world.deployment("v2").task_definition))
    revisions = registered(world)

    world.rolled_back()

    assert (world.image(), registered(world)) == (pinned("v2"), revisions + 1)


def test_of_a_revision_that_ecs_deleted_the_image_is_what_is_gone_back_to() -> None:
    world = after("v2", "v3")
    del world.ecs.revisions[str(world.deployment("v2").task_definition)]

    world.rolled_back()

    assert world.image() == pinned("v2")


def test_the_commit_that_runs_again_says_so() -> None:
    world = after()
    world.push(commit("v2"), digest("v2"))
    world.completes()
    world.clock.pass_(minutes=1)
    world.push("v3")
    world.fails(rollback=False)

    world.rolled_back()
    world.completes()

    status = world.status(commit("v2"))
    assert status is not None
    assert status.state == "SUCCESSFUL"


def test_the_same_request_sent_twice_goes_back_once() -> None:
    world = after("v2", "v3", "v4")

    first = world.rolled_back(key="panic")
    world.completes()
    again = world.rolled_back(key="panic")

    assert (again.id, world.image()) == (first.id, pinned("v3"))


def test_a_rollback_that_was_interrupted_is_finished_by_the_sweep() -> None:
    world = after("v2", "v3")
    world.ecs.faults.plan("update", RetryableError("throttled"))
    world.rolled_back()

    world.minutes_pass(2)

    assert world.image() == pinned("v2")
