"""What a push does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from builders import REGISTRY, REPOSITORY, commit, definition, digest, mapping, push_event, service_document
from chalicelib.domain.errors import RefusedError, RetryableError
from chalicelib.domain.image import ImageReference
from chalicelib.domain.lease import Invocation
from chalicelib.domain.lifecycle import State
from fakes.clock import NOON
from fakes.faults import Died
from world import World


def test_an_image_that_lands_is_rolled_out_pinned_by_its_digest() -> None:
    world = World()

    world.push("v2")

    assert world.image() == f"{REGISTRY}/{REPOSITORY}@{digest('v2')}"
    assert world.deployment("v2").state is State.DEPLOYING


def test_everything_but_the_image_stays_as_it_was() -> None:
    world = World()
    before = world.definition()

    world.push("v2")

    assert world.definition() == definition(f"{REGISTRY}/{REPOSITORY}@{digest('v2')}")
    assert before == definition()


def test_the_revision_is_tagged_with_deployment_image_tag_and_commit() -> None:
    world = World()

    world.push(commit("v2"))

    revision = world.ecs.revisions[str(world.deployment(commit("v2")).task_definition)]
    assert revision.tags == {
        "slipway:deployment": world.deployment(commit("v2")).id,
        "slipway:image-tag": commit("v2"),
        "slipway:commit": commit("v2"),
    }


def test_success_is_claimed_when_our_ecs_deployment_completed() -> None:
    world = World()
    world.push("v2")

    world.completes()

    assert world.deployment("v2").state is State.SUCCEEDED
    assert world.deployment("v2").finished_at == NOON


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


def test_an_image_that_runs_already_and_is_stable_is_unchanged() -> None:
    world = World()
    world.push("v2")
    world.completes()
    world.clock.pass_(seconds=5)
    world.push("v3")
    world.fails()
    world.ecs.complete(world.target())

    world.push("again", digest("v2"), NOON + timedelta(minutes=1))

    assert world.deployment("again").state is State.UNCHANGED
    assert world.updates() == 2


def test_a_lower_version_never_replaces_a_higher_one() -> None:
    by_version = service_document(image={"repository": REPOSITORY, "tags": {"semver": ">=1"}})
    world = World(mapping(web=by_version))
    world.push("1.10.0")
    world.completes()

    world.push("1.9.0", at=NOON + timedelta(minutes=1))

    assert world.image().endswith(digest("1.10.0"))
    assert world.deployment("1.9.0").state is State.SUPERSEDED


def test_every_service_of_the_image_is_rolled_out() -> None:
    world = World(mapping(web=service_document("web"), worker=service_document("worker")))

    world.push("v2")

    assert world.image(service="web") == world.image(service="worker")
    assert world.updates("web") == world.updates("worker") == 1


def test_ten_services_of_one_cluster_are_looked_at_in_one_call() -> None:
    world = World(mapping(**{f"s{n}": service_document(f"s{n}") for n in range(10)}))
    world.ecs.faults.calls.clear()

    world.push("v2")

    assert world.ecs.faults.calls.count("services") == 1
    assert len(world.ecs.updates) == 10


def test_a_service_that_fails_delays_no_other_and_the_event_is_delivered_again() -> None:
    world = World(mapping(web=service_document("web"), worker=service_document("worker")))
    event = world.pushed("v2")
    world.ecs.faults.plan("register", RetryableError("ecs:RegisterTaskDefinition: ThrottlingException"))

    with pytest.raises(RetryableError, match="Throttling"):
        world.deliver(event)

    assert len(world.ecs.updates) == 1
    world.deliver(event)
    assert world.updates("web") == world.updates("worker") == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"trigger": "manual"}, "manual"),
        ({"image": {"repository": "shop/other"}}, "repository_not_mapped"),
        ({"image": {"repository": REPOSITORY, "tags": "release-*"}}, "tag_not_mapped"),
    ],
)
def test_a_push_that_no_service_follows_is_ignored_with_the_reason(
    changes: dict[str, Any], reason: str
) -> None:
    world = World(mapping(web=service_document(**changes)))

    world.push("v2")

    assert world.updates() == 0
    assert world.telemetry.total("EventsIgnored", reason=reason) == 1


@pytest.mark.parametrize("garbage", [None, [], "x", {}, {"detail": []}, push_event() | {"source": "my.app"}])
def test_garbage_is_turned_away_without_an_error(garbage: object) -> None:
    world = World()

    world.deliver(garbage)

    assert world.telemetry.total("EventsIgnored", reason="rejected") == 1


def test_an_image_gone_from_ecr_is_refused() -> None:
    world = World()
    event = world.pushed("v2")
    world.registry.delete(digest("v2"))

    world.deliver(event)

    refused = world.deployment("v2")
    assert refused.state is State.REFUSED
    assert refused.reason == f"ECR has no image {REPOSITORY}:v2 any more; push it again"
    assert len(world.ecs.revisions) == 1


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ({"status": "DRAINING"}, "is DRAINING"),
        ({"controller": "CODE_DEPLOY"}, "CODE_DEPLOY"),
        ({"controller": "EXTERNAL", "task_definition": ""}, "EXTERNAL"),
    ],
)
def test_a_service_that_cannot_be_deployed_is_refused_before_anything_is_registered(
    shown: dict[str, object], words: str
) -> None:
    world = World()
    world.ecs.show(world.target(), **shown)

    world.push("v2")

    assert world.deployment("v2").state is State.REFUSED
    assert words in world.deployment("v2").reason
    assert len(world.ecs.revisions) == 1


def test_a_service_that_is_missing_is_refused() -> None:
    world = World()
    world.ecs.delete(world.target())

    world.push("v2")

    assert world.deployment("v2").state is State.REFUSED
    assert "production/web does not exist" in world.deployment("v2").reason


def test_what_aws_refuses_is_refused_with_its_words() -> None:
    world = World()
    world.ecs.faults.plan("register", RefusedError("AccessDeniedException: iam:PassRole"))

    world.push("v2")

    assert world.deployment("v2").state is State.REFUSED
    assert "iam:PassRole" in world.deployment("v2").reason


def test_a_refusal_leaves_the_rollout_under_way_to_its_end() -> None:
    world = World()
    world.push("v2")
    world.clock.pass_(seconds=5)
    gone = world.pushed("v3")
    world.registry.delete(digest("v3"))

    world.deliver(gone)
    world.completes()

    assert world.deployment("v3").state is State.REFUSED
    assert world.deployment("v2").state is State.SUCCEEDED


def test_what_a_run_has_no_time_for_is_left_to_the_sweep() -> None:
    world = World()
    event = world.pushed("v2")

    world.deployer.image_pushed(event, Invocation("short", world.clock.now() + timedelta(seconds=5)))
    assert world.updates() == 0

    world.sweep()
    assert world.updates() == 1


def test_the_sidecar_keeps_its_image() -> None:
    world = World()

    world.push("v2")

    assert ImageReference.parse(world.image("proxy")).tag == "v1.30"


def test_a_service_busy_under_another_lease_is_moved_on_by_its_holder_or_the_sweep() -> None:
    world = World()
    first = world.pushed("v2")
    world.store.faults.plan("save", Died())
    with pytest.raises(Died):
        world.deliver(first)

    world.deliver(world.pushed("v3", at=NOON + timedelta(seconds=1)))
    assert world.updates() == 0

    world.minutes_pass(2)
    assert world.image().endswith(digest("v3"))
    assert world.deployment("v2").state is State.SUPERSEDED
