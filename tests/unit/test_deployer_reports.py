"""What the commit says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import commit, digest, mapping, service_document
from chalicelib.domain.errors import OutcomeUnknownError, RefusedError, RetryableError
from chalicelib.domain.lifecycle import State
from fakes.clock import NOON
from world import World

V2, V3 = commit("v2"), commit("v3")
DOWN = OutcomeUnknownError("POST: no answer (ReadTimeoutError)")


def test_a_rollout_shows_as_in_progress_and_then_as_successful() -> None:
    world = World()

    world.push(V2)
    world.completes()

    assert world.statuses.states(V2) == ["INPROGRESS", "SUCCESSFUL"]


def test_the_status_says_what_and_where_in_words() -> None:
    world = World()
    world.push(V2)

    status = world.status(V2)

    assert status is not None
    assert status.name == "Deploy web"
    assert status.key == "slipway-web"
    assert status.description == f"{V2} is rolling out on production/web"
    assert status.url == f"https://slipway.test/{world.deployment(V2).id}"


def test_a_failure_carries_ecs_own_reason() -> None:
    world = World()
    world.push(V2)

    world.fails()

    status = world.status(V2)
    assert status is not None
    assert status.state == "FAILED"
    assert "circuit breaker" in status.description
    assert "code 137" in status.description


@pytest.mark.parametrize("tags", ["*", {"regex": "^main-(?P<commit>[0-9a-f]{7,40})$"}])
def test_the_commit_is_found_from_the_tag(tags: object) -> None:
    world = World(mapping(web=service_document(image={"repository": "shop/api", "tags": tags})))
    tag = V2 if tags == "*" else f"main-{V2}"

    world.push(tag)

    assert world.statuses.states(V2) == ["INPROGRESS"]


def test_a_short_hash_is_resolved_once() -> None:
    regex = {"regex": "^main-(?P<commit>[0-9a-f]{7,40})$"}
    world = World(mapping(web=service_document(image={"repository": "shop/api", "tags": regex})))
    world.statuses.commits.add(V2)

    world.push(f"main-{V2[:7]}")
    world.completes()

    assert world.statuses.states(V2) == ["INPROGRESS", "SUCCESSFUL"]
    assert world.statuses.faults.calls.count("full_commit") == 1
    assert world.deployment(f"main-{V2[:7]}").commit == V2


def test_without_a_commit_in_the_tag_the_image_label_names_it() -> None:
    world = World()
    world.registry.labels[digest("v2")] = V2

    world.push("v2")

    assert world.statuses.states(V2) == ["INPROGRESS"]


def test_with_no_commit_at_all_the_deployment_runs_unreported_and_says_so() -> None:
    world = World()

    world.push("v2")
    world.completes()

    assert world.deployment("v2").state is State.SUCCEEDED
    assert world.statuses.posted == []
    assert any("no commit" in message for _, message, _ in world.telemetry.lines)


def test_a_superseded_rollout_ends_its_commit_too() -> None:
    world = World()
    world.push(V2)
    world.clock.pass_(seconds=5)

    world.push(V3)
    world.completes()

    assert world.statuses.states(V2) == ["INPROGRESS", "STOPPED"]
    assert world.statuses.states(V3) == ["INPROGRESS", "SUCCESSFUL"]


def test_an_older_build_of_a_deployed_commit_does_not_overwrite_its_success() -> None:
    world = World(
        mapping(
            web=service_document(
                image={"repository": "shop/api", "tags": {"regex": "(?P<commit>[0-9a-f]{40})"}}
            )
        )
    )
    late = world.pushed(f"a-{V2}", at=NOON - timedelta(minutes=5))
    world.push(f"b-{V2}")
    world.completes()

    world.deliver(late)

    assert world.statuses.states(V2) == ["INPROGRESS", "SUCCESSFUL"]


def test_a_refusal_shows_on_the_commit() -> None:
    world = World()
    world.ecs.show(world.target(), status="DRAINING")

    world.push(V2)

    assert world.statuses.states(V2) == ["FAILED"]


def test_bitbucket_being_down_leaves_the_deployment_unaffected_and_the_report_owed() -> None:
    world = World()
    world.statuses.faults.plan("post", DOWN, times=2)

    world.push(V2)
    world.completes()
    assert world.deployment(V2).state is State.SUCCEEDED
    assert world.statuses.posted == []

    world.minutes_pass(10)
    assert world.statuses.states(V2)[-1] == "SUCCESSFUL"
    assert "INPROGRESS" not in world.statuses.states(V2)


def test_retry_after_is_honoured() -> None:
    world = World()
    world.statuses.faults.plan("post", RetryableError("429", retry_after=600))
    world.push(V2)

    world.minutes_pass(9)
    assert world.statuses.posted == []

    world.minutes_pass(2)
    assert world.statuses.states(V2) == ["INPROGRESS"]


@pytest.mark.parametrize("retry_after", [None, 1, 60])
def test_the_wait_between_tries_grows_however_soon_bitbucket_says_to_come_back(
    retry_after: float | None,
) -> None:
    world = World()
    world.statuses.faults.plan("post", RetryableError("503", retry_after), times=99)
    world.push(V2)

    world.minutes_pass(30)

    assert 4 <= world.statuses.faults.calls.count("post") <= 7


def test_a_permanent_refusal_is_logged_once_and_not_tried_again() -> None:
    world = World()
    world.statuses.faults.plan("post", RefusedError("POST: 404"), times=99)
    world.push(V2)

    world.minutes_pass(4)

    assert world.statuses.faults.calls.count("post") == 1
    assert [level for level, _, _ in world.telemetry.lines].count("error") == 1
    assert world.telemetry.total("ReportsRefused") == 1


def test_after_an_unanswered_attempt_the_status_is_sent_once_more_to_have_the_last_word() -> None:
    world = World()
    world.statuses.faults.plan("post", DOWN, after=True)
    world.push(V2)
    world.completes()
    late = world.statuses.posted[0][1]

    world.statuses.post("acme/shop-api", V2, late)
    assert world.statuses.states(V2)[-1] == "INPROGRESS"
    world.minutes_pass(4)

    assert world.statuses.states(V2)[-1] == "SUCCESSFUL"


def test_one_that_cannot_be_sent_spares_the_others_their_timeouts() -> None:
    world = World()
    world.push(V2)
    world.clock.pass_(seconds=5)
    world.statuses.faults.plan("post", DOWN, times=99)
    world.statuses.faults.calls.clear()

    world.push(V3)

    assert world.statuses.faults.calls.count("post") == 1
    world.statuses.faults.planned.clear()
    world.minutes_pass(3)
    assert world.statuses.states(V2)[-1] == "STOPPED"


def test_a_service_without_a_bitbucket_repository_runs_unreported() -> None:
    world = World(mapping(web=service_document(bitbucket=None)))

    world.push(V2)
    world.completes()

    assert world.deployment(V2).state is State.SUCCEEDED
    assert world.statuses.posted == []


def test_an_idle_sweep_asks_the_table_once_and_nothing_else() -> None:
    world = World()
    world.push(V2)
    world.completes()
    for fake in (world.store, world.ecs, world.registry, world.statuses):
        fake.faults.calls.clear()

    world.sweep()

    assert world.store.faults.calls == ["due"]
    assert world.ecs.faults.calls == world.registry.faults.calls == world.statuses.faults.calls == []
