"""Newest wins, whatever order events arrive in and however often."""

from __future__ import annotations

from datetime import timedelta

from builders import REPOSITORY, commit, digest, mapping, service_document
from chalicelib.domain.lifecycle import State
from fakes.clock import NOON
from world import World


def test_an_event_delivered_twice_is_one_deployment() -> None:
    world = World()
    event = world.pushed("v2")

    world.deliver(event)
    world.deliver(event)

    assert world.updates() == 1
    assert [one.state for one in world.deployments()] == [State.DEPLOYING]


def test_an_event_delivered_again_after_the_end_changes_nothing() -> None:
    world = World()
    event = world.pushed("v2")
    world.deliver(event)
    world.completes()

    world.deliver(event)

    assert world.updates() == 1
    assert [one.state for one in world.deployments()] == [State.SUCCEEDED]


def test_one_digest_under_three_tags_is_one_deployment() -> None:
    world = World()

    for seconds, tag in enumerate(["v2", "latest", "main"]):
        world.push(tag, digest("v2"), NOON + timedelta(seconds=seconds))

    assert world.updates() == 1
    assert len(world.deployments()) == 1


def test_a_later_tag_of_the_same_digest_names_the_commit() -> None:
    world = World()
    world.push("latest", digest("v2"))

    world.push(commit("v2"), digest("v2"))

    assert world.statuses.states(commit("v2")) == ["INPROGRESS"]
    assert world.updates() == 1


def test_a_newer_push_takes_over_from_the_rollout_under_way() -> None:
    world = World()
    world.push("v2")
    world.clock.pass_(seconds=5)

    world.push("v3")

    assert world.image().endswith(digest("v3"))
    assert world.deployment("v2").state is State.SUPERSEDED
    assert "v3" in world.deployment("v2").reason


def test_an_older_push_that_arrives_late_is_superseded_and_ecs_is_left_alone() -> None:
    world = World()
    late = world.pushed("v2", at=NOON - timedelta(minutes=5))
    world.push("v3")
    world.completes()

    world.deliver(late)

    assert world.image().endswith(digest("v3"))
    assert world.updates() == 1
    assert world.deployment("v2").state is State.SUPERSEDED


def test_a_repetition_of_a_push_long_superseded_by_success_rewrites_no_history() -> None:
    world = World()
    first = world.pushed("v2", at=NOON - timedelta(minutes=5))
    world.deliver(first)
    world.completes()
    world.push("v3")
    world.completes()

    world.deliver(first)

    assert world.deployment("v2").state is State.SUCCEEDED
    assert world.updates() == 2


def test_two_pushes_of_one_second_are_ordered_by_when_ecr_took_them() -> None:
    for arrival in (("first", "second"), ("second", "first")):
        world = World()
        events = {
            "first": world.pushed("first", at=NOON + timedelta(milliseconds=100)),
            "second": world.pushed("second", at=NOON + timedelta(milliseconds=900)),
        }

        for tag in arrival:
            world.deliver(events[tag])

        assert world.image().endswith(digest("second")), arrival


def test_a_tag_that_moved_since_the_event_is_deployed_as_it_is_now() -> None:
    world = World()
    event = world.pushed("latest", digest("old"))
    moved = world.pushed("latest", digest("new"), NOON + timedelta(seconds=1))

    world.deliver(event)
    world.deliver(moved)

    assert world.image().endswith(digest("new"))
    assert world.updates() == 1


def test_a_lower_version_never_replaces_a_higher_one() -> None:
    by_version = service_document(image={"repository": REPOSITORY, "tags": {"semver": ">=1"}})
    world = World(mapping(web=by_version))
    world.push("1.10.0")
    world.completes()

    world.push("1.9.0", at=NOON + timedelta(minutes=1))

    assert world.image().endswith(digest("1.10.0"))
    assert world.deployment("1.9.0").state is State.SUPERSEDED
