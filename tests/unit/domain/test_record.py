"""What is remembered of one service."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import commit, deployment, digest, later, mapped, wish
from chalicelib.domain.goods import Good
from chalicelib.domain.ledger import Ledger
from chalicelib.domain.lifecycle import State
from chalicelib.domain.record import NET, Newest, ServiceRecord
from fakes.clock import NOON

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.deployment import Deployment

EMPTY = ServiceRecord("web", fence=1, arrivals=0, owner="run-1")
REVISION = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:2"
SHORT, FULL = commit("v2")[:7], commit("v2")
WAITING = deployment(wish("v2"))
ROLLING = deployment(wish("v2"), task_definition=REVISION).become(State.DEPLOYING, later(), "off it goes")


def ended(state: State) -> Deployment:
    return ROLLING.become(state, later(2), "so be it")


@pytest.mark.parametrize(
    ("record", "asks"),
    [
        (EMPTY, False),
        (replace(EMPTY, inbox=(wish(),)), True),
        (replace(EMPTY, waiting=WAITING), True),
        (replace(EMPTY, active=ROLLING), True),
    ],
    ids=["nothing open", "a wish", "a deployment that waits", "a rollout"],
)
def test_ecs_is_asked_only_while_something_is_open(record: ServiceRecord, *, asks: bool) -> None:
    assert record.asks_ecs is asks


@pytest.mark.parametrize(
    ("record", "retries"),
    [
        (EMPTY, False),
        (EMPTY.with_waiting(WAITING).unfinished(), True),
        (replace(EMPTY, interrupted=True), True),
        (EMPTY.with_waiting(WAITING).untouched(), False),
        (
            replace(replace(EMPTY.with_waiting(WAITING), interrupted=True).untouched(), interrupted=False),
            True,
        ),
    ],
)
def test_an_earlier_try_may_have_left_something_behind(record: ServiceRecord, *, retries: bool) -> None:
    assert record.retries is retries


def test_only_the_latest_version_of_a_deployment_is_written() -> None:
    other = deployment(wish("v3"))

    record = EMPTY.noting(WAITING).noting(other).noting(ROLLING)

    assert record.changed == (other, ROLLING)


def test_a_deployment_that_begins_is_active_and_waits_no_more() -> None:
    record = EMPTY.with_waiting(WAITING).unfinished().rolling(ROLLING)

    assert (record.waiting, record.active, record.attempts) == (None, ROLLING, 0)
    assert record.changed == (ROLLING,)


def test_a_rollout_can_leave_the_stage_without_a_change() -> None:
    record = replace(EMPTY, active=ROLLING).without_active()

    assert (record.active, record.changed) == (None, ())


@pytest.mark.parametrize("state", [State.REFUSED, State.UNCHANGED, State.SUPERSEDED])
def test_a_deployment_that_ends_before_it_began_leaves_the_rollout_alone(state: State) -> None:
    other = deployment(wish("v3")).become(state, later(), "so be it")
    record = replace(EMPTY, waiting=deployment(wish("v3")), active=ROLLING, attempts=2).finished(other)

    assert (record.waiting, record.active, record.attempts) == (None, ROLLING, 0)
    assert record.changed == (other,)


@pytest.mark.parametrize("state", [State.SUCCEEDED, State.FAILED, State.SUPERSEDED, State.STOPPED])
def test_a_rollout_that_ends_leaves_what_waits_alone(state: State) -> None:
    waiting = deployment(wish("v3"))
    record = replace(EMPTY, waiting=waiting, active=ROLLING, attempts=2).finished(ended(state))

    assert (record.waiting, record.active, record.attempts) == (waiting, None, 2)


def test_a_rollout_that_timed_out_stays_since_ecs_may_still_decide_it() -> None:
    record = replace(EMPTY, active=ROLLING).finished(ended(State.TIMED_OUT))

    assert record.active == ended(State.TIMED_OUT)


def test_a_deployment_that_never_was_on_stage_is_only_written() -> None:
    late = deployment(wish("v1")).become(State.SUPERSEDED, later(), "too late")

    record = replace(EMPTY, waiting=WAITING, active=ROLLING).finished(late)

    assert (record.waiting, record.active, record.changed) == (WAITING, ROLLING, (late,))


def test_a_success_is_the_last_known_good() -> None:
    record = replace(EMPTY, active=ROLLING).finished(ended(State.SUCCEEDED))

    assert record.good == Good(ROLLING.id, "v2", digest("v2"), REVISION, later(2), "v2")


def test_an_image_that_runs_already_is_the_last_known_good_too() -> None:
    same = replace(WAITING, task_definition=REVISION).become(State.UNCHANGED, later(), "it runs")

    record = replace(EMPTY, waiting=WAITING).finished(same)

    assert record.good == Good(WAITING.id, "v2", digest("v2"), REVISION, later(), "v2")


@pytest.mark.parametrize("state", [State.FAILED, State.TIMED_OUT, State.SUPERSEDED, State.STOPPED])
def test_anything_but_a_success_leaves_the_last_known_good(state: State) -> None:
    good = Good("web.1", "v1", digest("v1"), REVISION, NOON)

    assert replace(EMPTY, active=ROLLING, goods=(good,)).finished(ended(state)).good == good


def test_a_tag_that_leads_to_another_digest_by_now_makes_that_the_newest() -> None:
    newest = Newest(WAITING.id, digest("v2"), WAITING.wish.order)
    moved = replace(WAITING, digest=digest("moved"))

    record = replace(EMPTY, waiting=WAITING, newest=newest).resolved(moved)

    assert record.waiting == moved
    assert record.newest == replace(newest, digest=digest("moved"))


@pytest.mark.parametrize("newest", [None, Newest("web.other", digest("v3"), wish("v3").order)])
def test_the_newest_wish_of_another_deployment_keeps_its_digest(newest: Newest | None) -> None:
    moved = replace(WAITING, digest=digest("moved"))

    assert replace(EMPTY, waiting=WAITING, newest=newest).resolved(moved).newest == newest


def test_a_short_hash_gives_way_to_the_full_one_wherever_it_stood() -> None:
    waiting, active = replace(WAITING, commit=SHORT), replace(ROLLING, commit=SHORT)
    gone = replace(deployment(wish("v1")), commit=SHORT)
    ledger = Ledger().owing(mapped(), [waiting], NOON)
    record = replace(EMPTY, waiting=waiting, active=active, changed=(gone,), ledger=ledger)

    record = record.knowing_commit(SHORT, FULL)

    assert record.waiting is not None
    assert record.active is not None
    assert (record.waiting.commit, record.active.commit) == (FULL, FULL)
    assert {one.commit for one in record.changed} == {FULL}
    assert [entry.commit for entry in record.ledger.entries] == [FULL]


def test_a_short_hash_that_stood_nowhere_changes_nothing() -> None:
    other = replace(WAITING, commit=commit("other"))
    record = replace(EMPTY, waiting=other, active=replace(ROLLING, commit=None), changed=(other,))

    assert record.knowing_commit(SHORT, FULL) == record


def owing(at: datetime) -> ServiceRecord:
    return replace(EMPTY, ledger=Ledger().owing(mapped(), [replace(WAITING, commit=FULL)], at))


@pytest.mark.parametrize(
    ("record", "due"),
    [
        (EMPTY, None),
        (owing(later(3)), later(3)),
        (replace(EMPTY, inbox=(wish(),)), NOON + timedelta(seconds=30)),
        (replace(EMPTY, waiting=WAITING), NOON + timedelta(seconds=30)),
        (replace(EMPTY, active=replace(ROLLING, deadline=later(30))), NOON + NET),
        (replace(EMPTY, active=replace(ROLLING, deadline=later(3))), later(3)),
        (replace(EMPTY, active=replace(ROLLING, deadline=later(-1))), NOON),
        (replace(EMPTY, active=ROLLING), NOON + NET),
        (replace(EMPTY, active=replace(ended(State.TIMED_OUT), deadline=later(-1))), NOON + NET),
        (replace(owing(later(3)), waiting=WAITING), NOON + timedelta(seconds=30)),
    ],
    ids=[
        "never, when nothing is open",
        "when a report is owed",
        "soon, with a wish to sort",
        "soon, with a deployment that waits",
        "after a while, with a rollout of which ECS may not tell",
        "at the deadline of a rollout",
        "at once, past the deadline",
        "after a while, with a rollout without deadline",
        "after a while, with a rollout that timed out",
        "at the first of several moments",
    ],
)
def test_somebody_looks_again(record: ServiceRecord, due: datetime | None) -> None:
    assert record.due(NOON) == due


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 30), (1, 30), (2, 60), (3, 120), (4, 240), (5, 300), (6, 300), (5000, 300)]
)
def test_tries_grow_rarer_down_to_one_in_five_minutes(attempts: int, seconds: int) -> None:
    record = replace(EMPTY, waiting=WAITING, attempts=attempts)

    assert record.due(NOON) == NOON + timedelta(seconds=seconds)
