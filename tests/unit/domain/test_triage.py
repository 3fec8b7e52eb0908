"""Newest wins, whatever order the wishes arrive in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import commit, deployment, digest, later, wish
from chalicelib.domain.deployment import Deployment, Origin, Wish
from chalicelib.domain.lifecycle import State
from chalicelib.domain.record import Newest, ServiceRecord
from chalicelib.domain.triage import Answers, Questions, questions, triage
from fakes.clock import NOON

EMPTY = ServiceRecord("web", fence=1, arrivals=0, owner="run-1")
OLD, NEW, NEWER = wish("v1"), wish("v2", at=later(1)), wish("v3", at=later(2))


def sorted_out(*rounds: list[Wish], answers: Answers | None = None) -> ServiceRecord:
    """After each group of wishes was sorted in a round of its own, as the store would have it."""
    record = EMPTY
    for inbox in rounds:
        record = replace(record, inbox=tuple(inbox))
        known = frozenset(one.digest for one in record.changed) & questions(record).late
        record = triage(record, later(9), answers or Answers(known=known))
    return record


def superseded(record: ServiceRecord) -> list[str]:
    return [one.image for one in record.changed if one.state is State.SUPERSEDED]


@pytest.mark.parametrize("rounds", [[[OLD, NEW]], [[NEW, OLD]], [[OLD], [NEW]], [[NEW], [OLD]]])
def test_the_newer_of_two_waits_and_the_older_is_superseded(rounds: list[list[Wish]]) -> None:
    record = sorted_out(*rounds)

    assert record.waiting is not None
    assert record.waiting.wish == NEW
    assert superseded(record) == ["v1"]
    assert record.inbox == ()


def test_a_wish_that_gave_way_says_to_what() -> None:
    record = sorted_out([OLD], [NEW])

    assert record.changed[0].reason == "replaced by the newer image v2"


def test_a_wish_that_came_too_late_says_after_what() -> None:
    record = sorted_out([NEW], [OLD])

    assert record.changed[-1].reason == f"an image pushed later ({digest('v2')[:19]}) was asked for before"


def test_a_lower_version_never_replaces_a_higher_though_pushed_later() -> None:
    high, low = wish("2.0.0", version="2.0.0"), wish("1.9.0", version="1.9.0", at=later())

    for rounds in ([[high, low]], [[high], [low]], [[low], [high]]):
        record = sorted_out(*rounds)
        assert record.waiting is not None
        assert record.waiting.wish == high
        assert superseded(record) == ["1.9.0"]


def test_a_version_that_came_too_late_says_after_which() -> None:
    record = sorted_out([wish("2.0.0", version="2.0.0")], [wish("1.9.0", version="1.9.0", at=later())])

    assert record.changed[-1].reason == "version 2.0.0 was asked for before and is not older"


def test_of_one_version_pushed_twice_the_later_push_counts() -> None:
    first = wish("1.0.0", version="1.0.0")
    again = wish("1.0.0", of=digest("again"), version="1.0.0", at=later())

    record = sorted_out([again], [first])

    assert record.waiting is not None
    assert record.waiting.wish == again


def test_a_wish_renews_the_tries() -> None:
    record = replace(EMPTY, waiting=deployment(OLD), attempts=3, inbox=(NEW,))

    assert triage(record, later(9), Answers()).attempts == 0


def test_a_repetition_of_what_was_deployed_before_rewrites_no_history() -> None:
    record = replace(EMPTY, newest=Newest(NEW.id, NEW.digest, NEW.order), inbox=(OLD,))

    assert triage(record, later(9), Answers(known=frozenset({OLD.digest}))).changed == ()


def test_one_digest_under_several_tags_is_one_deployment_as_new_as_its_latest_tag() -> None:
    again = wish("latest", of=digest("v2"), at=later(5))

    record = sorted_out([NEW], [again], [NEWER])

    assert record.waiting is not None
    assert record.waiting.wish == NEW
    assert superseded(record) == ["v3"]


def named(origin: Origin = Origin.PUSH) -> Wish:
    return wish(commit("v2"), of=digest("v2"), at=later(5), commit=commit("v2"), origin=origin)


def test_a_later_tag_names_the_commit_of_a_deployment_that_waits() -> None:
    record = sorted_out([NEW], [named()])

    assert record.waiting is not None
    assert record.waiting.commit == commit("v2")


def test_a_later_tag_names_the_commit_of_a_rollout() -> None:
    active = deployment(NEW).become(State.DEPLOYING, later(2), "off it goes")
    record = replace(EMPTY, newest=Newest(NEW.id, NEW.digest, NEW.order), active=active, inbox=(named(),))

    record = triage(record, later(9), Answers())

    assert record.active is not None
    assert record.active.commit == commit("v2")
    assert record.changed == (record.active,)


@pytest.mark.parametrize("place", ["waiting", "active", "finished"])
def test_a_commit_that_is_known_or_whose_deployment_has_ended_is_left(place: str) -> None:
    known = deployment(NEW, commit=commit("other"))
    record = replace(EMPTY, newest=Newest(NEW.id, NEW.digest, NEW.order), inbox=(named(),))
    if place != "finished":
        record = replace(record, waiting=known) if place == "waiting" else replace(record, active=known)

    assert triage(record, later(9), Answers()).changed == ()


def test_a_request_for_the_image_that_is_newest_already_is_a_deployment_of_its_own() -> None:
    record = sorted_out([NEW], [named(Origin.REQUEST)])

    assert record.waiting is not None
    assert record.waiting.wish == named(Origin.REQUEST)


def test_two_pushes_of_one_second_are_asked_about_and_ordered_as_ecr_took_them() -> None:
    first, second = wish("first"), wish("second")
    took = {first.digest: NOON, second.digest: NOON + timedelta(milliseconds=1)}

    assert questions(replace(EMPTY, inbox=(second, first))).tied == {first.digest, second.digest}
    for rounds in ([[second, first]], [[first], [second]], [[second], [first]]):
        record = sorted_out(*rounds, answers=Answers(took))
        assert record.waiting is not None
        assert record.waiting.wish == second


NEWEST = Newest(NEW.id, NEW.digest, NEW.order)
TIED = wish("tied", at=later(1))


@pytest.mark.parametrize(
    ("newest", "inbox", "asked"),
    [
        (None, (), Questions(frozenset(), frozenset())),
        (None, (OLD, NEW), Questions(frozenset(), frozenset())),
        (NEWEST, (NEWER, NEW), Questions(frozenset(), frozenset())),
        (NEWEST, (OLD,), Questions(frozenset(), frozenset({OLD.digest}))),
        (NEWEST, (TIED,), Questions(frozenset({NEW.digest, TIED.digest}), frozenset({TIED.digest}))),
        (NEWEST, (replace(OLD, origin=Origin.REQUEST),), Questions(frozenset(), frozenset())),
    ],
    ids=["nothing", "the first wishes", "newer ones", "a late one", "a tie", "a request"],
)
def test_little_is_asked(newest: Newest | None, inbox: tuple[Wish, ...], asked: Questions) -> None:
    assert questions(replace(EMPTY, newest=newest, inbox=inbox)) == asked


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[list[Wish], list[list[Wish]]]:
    """Pushes of distinct times, oldest first, and rounds in which each arrives at least once."""
    versions = draw(st.none() | st.lists(st.integers(0, 3), min_size=6, max_size=6))
    contents = draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6))
    pushes = [
        wish(
            f"tag-{number}",
            of=digest(content),
            at=later(number),
            version=None if versions is None else f"1.{versions[number]}.0",
        )
        for number, content in enumerate(contents)
    ]
    order = draw(st.permutations(pushes + draw(st.lists(st.sampled_from(pushes), max_size=3))))
    cuts = sorted(draw(st.sets(st.integers(1, len(order)), max_size=3)) | {0, len(order)})
    return pushes, [order[start:end] for start, end in pairwise(cuts)]


@given(arrivals())
def test_however_they_arrive_the_newest_waits_and_no_other_stays_open(
    case: tuple[list[Wish], list[list[Wish]]],
) -> None:
    pushes, rounds = case
    newest = max(pushes, key=lambda one: (one.order.version or 0, one.order.at))

    record = sorted_out(*rounds)

    assert record.waiting is not None
    assert record.waiting.digest == newest.digest
    latest: dict[str, Deployment] = {one.id: one for one in record.changed}
    open_ones = [one.id for one in latest.values() if one.state is not State.SUPERSEDED]
    assert open_ones == [record.waiting.id]
    assert {one.digest for one in pushes} == {one.digest for one in latest.values()}


@pytest.mark.parametrize("since", [[], [wish("1.5.0", version="1.5.0", at=later(6))]])
def test_a_higher_version_pushed_before_somebody_asked_for_a_lower_one_is_older(since: list[Wish]) -> None:
    """Delivered again, it would undo what a person wanted."""
    higher = wish("2.0.0", version="2.0.0", at=later(1))
    asked = wish("1.0.0", version="1.0.0", at=later(5), origin=Origin.REQUEST)

    record = sorted_out([higher], [asked], *[[one] for one in since], [higher])

    newest = since[-1] if since else asked
    assert record.waiting is not None
    assert record.waiting.wish == newest


def test_a_higher_version_pushed_after_somebody_asked_for_a_lower_one_is_newer() -> None:
    asked = wish("1.0.0", version="1.0.0", at=later(5), origin=Origin.REQUEST)
    higher = wish("2.0.0", version="2.0.0", at=later(6))

    record = sorted_out([asked], [higher])

    assert record.waiting is not None
    assert record.waiting.wish == higher
