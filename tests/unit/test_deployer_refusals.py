"""What is refused, with the reason, and what is turned away."""

from __future__ import annotations

from typing import Any

import pytest

from builders import REPOSITORY, digest, mapping, push_event, service_document
from chalicelib.domain.errors import RefusedError
from chalicelib.domain.lifecycle import State
from world import World


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
