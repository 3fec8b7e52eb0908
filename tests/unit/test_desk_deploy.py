"""An image is asked for over HTTP: by tag, digest or commit, once however often the request is sent."""

from __future__ import annotations

from typing import Any

import pytest

from builders import REGISTRY, REPOSITORY, commit, digest, mapping, service_document
from chalicelib.domain.caller import Operator, Pipeline
from chalicelib.domain.errors import (
    ForbiddenError,
    NotFoundError,
    OutcomeUnknownError,
    RetryableError,
    UnprocessableError,
)
from chalicelib.domain.lifecycle import State
from world import ALICE, World

SHOP, OTHER = "{11111111-1111-4111-8111-111111111111}", "{22222222-2222-4222-8222-222222222222}"
V2 = commit("v2")
PINNED = f"{REGISTRY}/{REPOSITORY}@{digest('v2')}"


def pipeline(repository: str = SHOP) -> Pipeline:
    step = "{33333333-3333-4333-8333-333333333333}"
    return Pipeline(step, repository, step, step, None, None)


def world(**document: Any) -> World:
    """The image v2 lies in ECR, and its push was not delivered."""
    bitbucket = {"repository": "acme/shop-api", "uuid": SHOP}
    made = World(mapping(web=service_document(**{"bitbucket": bitbucket, **document})))
    made.pushed("v2")
    return made


@pytest.mark.parametrize("trigger", ["push", "manual"])
def test_an_image_is_deployed_by_its_tag(trigger: str) -> None:
    asked = world(trigger=trigger)

    deployment = asked.asked("v2")

    assert (deployment.state, deployment.image) == (State.DEPLOYING, "v2")
    assert asked.image() == PINNED
    assert deployment.wish.requested_by == "operator alice"


def test_an_image_is_deployed_by_its_digest() -> None:
    asked = world()

    deployment = asked.asked(digest=digest("v2"))

    assert (asked.image(), deployment.wish.tag) == (PINNED, None)


def test_an_image_is_deployed_by_the_commit_that_is_its_tag() -> None:
    asked = world()
    asked.pushed(V2, digest("v2"))

    deployment = asked.asked(commit=V2)

    assert (asked.image(), deployment.wish.tag, deployment.commit) == (PINNED, V2, V2)


@pytest.mark.parametrize("said", [V2, V2[:7], V2[:12]])
def test_an_image_is_deployed_by_the_commit_that_the_mapping_finds_in_its_tag(said: str) -> None:
    asked = world(image={"repository": REPOSITORY, "tags": {"regex": "^main-(?P<commit>[0-9a-f]{7,40})$"}})
    asked.pushed(f"main-{commit('v1')[:10]}", digest("v1"))
    asked.pushed(f"main-{V2[:10]}", digest("v2"))

    asked.asked(commit=said)

    assert asked.image() == PINNED


def test_of_several_images_of_a_commit_the_latest_is_meant() -> None:
    asked = world(image={"repository": REPOSITORY, "tags": {"regex": "-(?P<commit>[0-9a-f]{7,40})$"}})
    asked.pushed(f"b-{V2[:10]}", digest("first"))
    asked.clock.pass_(minutes=1)
    asked.pushed(f"a-{V2[:10]}", digest("v3"))

    assert asked.asked(commit=V2).digest == digest("v3")


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        ({"tag": "v9"}, "ECR has no image shop/api:v9"),
        ({"digest": digest("v9")}, "ECR has no image shop/api@sha256:"),
        ({"commit": commit("v9")}, "no tag of shop/api names commit"),
        ({"tag": "v2", "digest": digest("v9")}, "leads to"),
        ({"tag": V2, "commit": commit("v9")}, "the tag says commit"),
        ({"tag": "v2", "commit": commit("v9")}, "the image's label says commit"),
        ({"digest": digest("v2"), "commit": commit("v9")}, "the image's label says commit"),
    ],
)
def test_what_is_not_there_or_contradicts_is_refused_at_once(ask: dict[str, Any], says: str) -> None:
    asked = world()
    asked.pushed(V2, digest("v2"))
    asked.registry.labels[digest("v2")] = V2

    with pytest.raises(UnprocessableError, match=says):
        asked.asked(**ask)
    assert asked.deployments() == []


def test_a_commit_that_neither_tag_nor_label_names_is_the_callers_word() -> None:
    asked = world()

    assert asked.asked("v2", commit=V2).commit == V2
    assert asked.status(V2) is not None


def test_a_request_for_what_runs_steadily_changes_nothing() -> None:
    asked = world()
    asked.asked("v2")
    asked.completes()

    assert asked.asked("v2").state is State.UNCHANGED
    assert asked.updates() == 1


def test_new_tasks_are_started_on_the_same_image_when_asked_for() -> None:
    asked = world()
    asked.asked("v2")
    asked.completes()

    forced = asked.asked("v2", force=True)
    asked.completes()

    assert asked.updates() == 2
    assert asked.deployments()[-1].id == forced.id
    assert asked.deployments()[-1].state is State.SUCCEEDED


def test_a_request_for_what_is_rolling_out_follows_that_rollout() -> None:
    asked = world()
    asked.push("v2")

    joined = asked.asked("v2")
    asked.completes()

    assert joined.state is State.DEPLOYING
    assert asked.updates() == 1
    first, second = asked.deployments()
    assert {first.state, second.state} == {State.SUPERSEDED, State.SUCCEEDED}


def test_a_request_beats_what_was_pushed_later_than_the_callers_clock() -> None:
    """ECR's clock may be ahead of the function's."""
    asked = world()
    asked.push("v3", at=asked.clock.now().replace(year=2027))

    asked.asked("v2")

    assert asked.image() == PINNED


def test_a_lower_version_is_deployed_when_somebody_asks_for_it() -> None:
    asked = world(image={"repository": REPOSITORY, "tags": {"semver": ">=1"}})
    asked.push("2.0.0")
    asked.completes()
    asked.pushed("1.0.0", digest("v2"))

    asked.asked("1.0.0")

    assert asked.image() == PINNED


def test_the_same_request_with_the_same_key_gets_the_same_deployment() -> None:
    asked = world()

    first, again = asked.asked("v2", key="step-1"), asked.asked("v2", key="step-1")

    assert first.id == again.id
    assert len(asked.deployments()) == 1


def test_the_stored_answer_comes_though_the_image_is_gone_meanwhile() -> None:
    asked = world()
    first = asked.asked("v2", key="step-1")
    asked.registry.delete(digest("v2"))

    assert asked.asked("v2", key="step-1").id == first.id


def test_the_same_key_for_another_image_is_refused() -> None:
    asked = world()
    asked.pushed("v3")
    asked.asked("v2", key="step-1")

    with pytest.raises(UnprocessableError, match="Idempotency-Key"):
        asked.asked("v3", key="step-1")


def test_two_requests_without_a_key_are_two_deployments() -> None:
    asked = world()

    assert asked.asked("v2").id != asked.asked("v2").id


def test_a_request_that_could_not_be_carried_out_at_once_is_carried_out_by_the_sweep() -> None:
    asked = world()
    asked.ecs.faults.plan("services", RetryableError("throttled"))

    deployment = asked.asked("v2")
    asked.minutes_pass(2)

    assert deployment.state is State.REQUESTED
    assert asked.image() == PINNED


def test_a_request_whose_delivery_is_not_known_to_have_worked_says_so() -> None:
    asked = world()
    asked.store.faults.plan("deliver", OutcomeUnknownError("no answer"))

    with pytest.raises(RetryableError):
        asked.asked("v2")


def test_a_pipeline_deploys_the_services_of_its_repository() -> None:
    asked = world()

    deployment = asked.asked("v2", by=pipeline())

    assert asked.image() == PINNED
    assert SHOP in deployment.wish.requested_by


@pytest.mark.parametrize("caller", [pipeline(OTHER)])
def test_who_may_not_act_on_the_service_changes_nothing(caller: Pipeline) -> None:
    asked = world()

    with pytest.raises(ForbiddenError, match="may not act"):
        asked.asked("v2", by=caller)
    assert asked.store.rows == {}
    assert OTHER in str(asked.telemetry.lines)


@pytest.mark.parametrize("caller", [ALICE, Operator("bob"), pipeline(), pipeline(OTHER)])
def test_a_service_that_is_not_mapped_is_not_found(caller: Operator | Pipeline) -> None:
    asked = world()

    with pytest.raises(NotFoundError):
        asked.desk.rollback(caller, "unheard-of", None, None, asked.run())
