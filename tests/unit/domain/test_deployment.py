"""A wish, and the deployment that it becomes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import commit, deployment, digest, later, wish
from chalicelib.domain.deployment import MAX_REASON, Change, Deployment, Order, deployment_id, request_id
from chalicelib.domain.lifecycle import FINISHED, TRANSITIONS, State
from fakes.clock import NOON

LIVES = {
    State.REQUESTED: (),
    State.HELD: (State.HELD,),
    State.DEPLOYING: (State.DEPLOYING,),
    State.SUCCEEDED: (State.DEPLOYING, State.SUCCEEDED),
    State.UNCHANGED: (State.UNCHANGED,),
    State.FAILED: (State.DEPLOYING, State.FAILED),
    State.TIMED_OUT: (State.DEPLOYING, State.TIMED_OUT),
    State.REFUSED: (State.REFUSED,),
    State.SUPERSEDED: (State.SUPERSEDED,),
    State.STOPPED: (State.DEPLOYING, State.STOPPED),
}


def lived(state: State) -> Deployment:
    one = deployment()
    for minutes, step in enumerate(LIVES[state], start=1):
        one = one.become(step, later(minutes), f"it is {step}")
    return one


def test_a_wish_becomes_a_requested_deployment_of_its_digest_and_commit() -> None:
    asked = wish("v2", commit=commit("v2"))

    one = Deployment.requested(asked, NOON)

    assert (one.id, one.digest, one.commit) == (asked.id, digest("v2"), commit("v2"))
    assert one.history == (Change(State.REQUESTED, NOON, "asked for by push of shop/api:v2"),)
    assert (one.requested_at, one.updated_at, one.finished_at) == (NOON, NOON, None)


def test_each_change_is_added_to_the_history() -> None:
    one = deployment().become(State.DEPLOYING, later(1), "off it goes").become(State.FAILED, later(2), "no")

    assert [(change.state, change.at) for change in one.history] == [
        (State.REQUESTED, NOON),
        (State.DEPLOYING, later(1)),
        (State.FAILED, later(2)),
    ]
    assert (one.state, one.reason, one.updated_at) == (State.FAILED, "no", later(2))


def test_a_change_leaves_the_deployment_it_was_made_of_as_it_was() -> None:
    before = deployment()

    before.become(State.DEPLOYING, later(), "off it goes")

    assert before == deployment()


@pytest.mark.parametrize("state", State)
def test_a_deployment_has_an_end_time_once_it_has_finished(state: State) -> None:
    one = lived(state)

    assert one.finished_at == (one.updated_at if state in FINISHED else None)


@pytest.mark.parametrize("state", State)
def test_a_deployment_goes_no_way_that_the_table_lacks(state: State) -> None:
    one = lived(state)

    for other in set(State) - TRANSITIONS[state]:
        with pytest.raises(ValueError, match=rf"^deployment {one.id} is {state} and cannot become {other}$"):
            one.become(other, later(9), "why not")


@pytest.mark.parametrize("state", State)
def test_a_deployment_goes_every_way_that_the_table_has(state: State) -> None:
    one = lived(state)

    assert {one.become(other, later(9), "so be it").state for other in TRANSITIONS[state]} == TRANSITIONS[
        state
    ]


def test_a_reason_is_words_and_not_a_log() -> None:
    one = deployment().become(State.REFUSED, later(), "x" * (MAX_REASON + 1))

    assert one.reason == "x" * MAX_REASON


@pytest.mark.parametrize(("tag", "shown"), [("v2", "v2"), (None, digest("v2")[7:19])])
def test_people_call_an_image_by_its_tag_or_else_by_its_digest_in_short(tag: str | None, shown: str) -> None:
    assert deployment(wish(tag)).image == shown


def test_a_second_tag_of_one_digest_is_the_same_deployment_but_another_wish() -> None:
    first, second = wish("latest", of=digest("v2")), wish("v2", of=digest("v2"))

    assert first.id == second.id
    assert first.key != second.key


def test_a_wish_without_a_tag_has_a_key_too() -> None:
    assert wish(None).key == f"{wish(None).id}:"


def test_a_wish_needs_a_time_with_a_zone() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        Order(datetime(2026, 11, 22, 12, 0), digest("v2"))  # noqa: DTZ001  the very mistake


@pytest.mark.parametrize(
    ("earlier", "than"),
    [
        (Order(NOON, "sha256:b").key(), Order(later(), "sha256:a").key()),
        (Order(NOON, "sha256:b").key(NOON), Order(NOON, "sha256:a").key(NOON + timedelta(milliseconds=1))),
        (Order(NOON, "sha256:a").key(), Order(NOON, "sha256:b").key()),
    ],
    ids=["time", "then when ECR took the image", "then digest"],
)
def test_wishes_are_ordered_by(earlier: tuple[datetime, ...], than: tuple[datetime, ...]) -> None:
    assert earlier < than


def test_an_id_names_service_and_second() -> None:
    assert re.fullmatch(r"web\.20261122T120000\.[0-9a-f]{8}", deployment_id("web", NOON, "sha256:a"))


TIMES = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001  likewise
    timezones=st.just(UTC),
)


@given(TIMES, TIMES)
def test_ids_sort_by_time(one: datetime, other: datetime) -> None:
    one, other = one.replace(microsecond=0), other.replace(microsecond=0)

    assert (one < other) == (deployment_id("web", one) < deployment_id("web", other))


@given(st.lists(st.text(max_size=8), max_size=3))
def test_an_id_is_fit_for_a_url_and_an_ecs_tag_and_stays_the_same(distinct: list[str]) -> None:
    made = deployment_id("web", NOON, *distinct)

    assert re.fullmatch(r"[a-z0-9.T-]+", made)
    assert made == deployment_id("web", NOON, *distinct)


def test_of_one_seconds_requests_the_later_sorts_after_the_earlier() -> None:
    at = [NOON + timedelta(milliseconds=one) for one in (1, 20, 300, 999)]
    made = [request_id("web", one, distinct) for one, distinct in zip(at, "zyxw", strict=True)]

    assert made == sorted(made)
    assert all(re.fullmatch(r"web\.20261122T120000\.[0-9a-f]{8}", one) for one in made)


def test_two_requests_of_one_millisecond_have_two_ids() -> None:
    assert request_id("web", NOON, "a") != request_id("web", NOON, "b")


def test_two_images_of_one_second_have_two_ids() -> None:
    assert deployment_id("web", NOON, digest("a")) != deployment_id("web", NOON, digest("b"))
