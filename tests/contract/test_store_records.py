"""What every `Store` remembers, the fake and DynamoDB alike: records, history and doubts."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from builders import ACCOUNT, REGION, deployment, digest, later, wish
from chalicelib.domain.commands import Asked, Hold, Release, Stop
from chalicelib.domain.deployment import Deployment, Halt, Origin, TaskCounts
from chalicelib.domain.goods import Good
from chalicelib.domain.ledger import Entry, Ledger
from chalicelib.domain.lifecycle import State
from chalicelib.domain.record import Newest, ServiceRecord
from contract.stores import delivered, run, taken
from fakes.clock import NOON

if TYPE_CHECKING:
    from chalicelib.ports import Store

COMMIT, OTHER = "c" * 40, "d" * 40


def ordered(
    tag: str | None, at: datetime = NOON, version: str | None = None, origin: Origin = Origin.PUSH
) -> Deployment:
    return deployment(wish(tag, at=at, version=version, commit=COMMIT, origin=origin))


def full(record: ServiceRecord) -> ServiceRecord:
    """With every field set, and every document's every member."""
    exact = NOON + timedelta(microseconds=123_456)
    waiting = replace(
        ordered("v3", version="1.2.3-rc.1+build.5"),
        task_definition=f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/web:7",
        history=(*ordered("v3").history, *ordered("v3").become(State.HELD, exact, "freeze — “é”").history),
    )
    active = replace(
        ordered(None, origin=Origin.REQUEST).become(State.DEPLOYING, exact, ""),
        ecs_deployment="ecs-svc/1234567890123456789",
        deadline=later(30),
        tasks=TaskCounts(desired=2, running=1, pending=1, failed=3),
        stop=Halt("operator alice", tried=True, told=True),
    )
    last = replace(ordered("v1").become(State.SUPERSEDED, exact, "older"), number=5)
    owed = Entry(
        "acme/shop",
        COMMIT,
        "web.1",
        State.TIMED_OUT,
        "…",
        7,
        next_at=exact,
        attempts=3,
        unsure=True,
        failing_since=exact,
    )
    return replace(
        record,
        newest=Newest(waiting.id, digest("moved"), waiting.wish.order, 7, exact),
        waiting=waiting,
        active=active,
        last=last,
        hold=Hold("hold.1", "web", exact, "operator alice", "sales week"),
        held=replace(ordered("v4"), wish=replace(ordered("v4").wish, revision="arn:8", force=True)),
        goods=(Good("web.0", "v1", digest("v1"), "arn:aws:ecs:revision:1", exact, "v1", COMMIT),),
        tip=digest("v1"),
        ledger=Ledger((owed, Entry("acme/shop", OTHER, "web.0", State.SUCCEEDED, "", owed=False))),
        attempts=4,
        changed=(waiting, active),
        ended=(last,),
    )


def empty_fields(*values: object) -> set[str]:
    """The fields that are empty in every value of their class, here and below."""
    filled: dict[str, bool] = {}
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple):
            waiting.extend(value)
        elif is_dataclass(value):
            for one in fields(value):
                member = getattr(value, one.name)
                name = f"{type(value).__name__}.{one.name}"
                filled[name] = filled.get(name, False) or bool(member)
                waiting.append(member)
    return {name for name, is_filled in filled.items() if not is_filled}


def test_a_record_comes_back_with_every_field_as_it_was_saved(store: Store) -> None:
    record = full(delivered(store))
    assert empty_fields(record) == {"ServiceRecord.interrupted", "ServiceRecord.doubted"}, "set each field"

    saved = store.save(record)
    again = taken(store)

    assert saved == replace(record, changed=(), ended=())
    assert again == replace(saved, fence=saved.fence + 1)


def test_versions_keep_their_order_through_the_table(store: Store) -> None:
    for version in ("1.10.0", "1.9.0"):
        store.deliver(wish(version, version=version), NOON)

    orders = {str(one.tag): one.order.version for one in taken(store).wishes}

    before, after = orders["1.9.0"], orders["1.10.0"]
    assert before is not None
    assert after is not None
    assert before < after


def test_what_is_gone_from_a_record_is_gone_from_the_table(store: Store) -> None:
    saved = store.save(full(delivered(store)))

    empty = store.save(
        replace(
            saved,
            waiting=None,
            active=None,
            last=None,
            newest=None,
            hold=None,
            held=None,
            goods=(),
            tip=None,
            ledger=Ledger(),
            attempts=0,
        )
    )

    assert taken(store) == replace(empty, fence=empty.fence + 1)


def test_a_release_saves_too(store: Store) -> None:
    record = full(delivered(store))

    store.release(record, NOON, NOON)

    assert taken(store) == replace(record, changed=(), ended=(), fence=record.fence + 1)


def test_the_history_tells_which_digests_were_ever_deployed(store: Store) -> None:
    record = delivered(store)
    first, second = (ordered("v1", later(-9)), ordered("v2"))
    record = store.save(replace(record, changed=(first,)))
    store.save(replace(record, changed=(second, first.become(State.DEPLOYING, NOON, "again"))))

    known = store.deployed("web", frozenset({digest("v1"), digest("v2"), digest("v3")}))

    assert known == {digest("v1"), digest("v2")}
    assert store.deployed("other", frozenset({digest("v1")})) == frozenset()


def test_eighty_changed_deployments_are_written_at_once(store: Store) -> None:
    changed = tuple(ordered(f"v{number}", later(number)) for number in range(80))

    store.save(replace(delivered(store), changed=changed))

    assert len(store.deployed("web", frozenset(one.digest for one in changed))) == 80


def test_doubted_commits_have_their_statuses_owed_again_at_once(store: Store) -> None:
    done = Entry("acme/shop", COMMIT, "web.1", State.SUCCEEDED, "done", owed=False)
    other = replace(done, commit=OTHER)
    store.release(replace(delivered(store), inbox=(), ledger=Ledger((done, other))), None, NOON)

    store.doubt("web", [COMMIT, COMMIT], later(1))

    assert store.due(later(1)) == ["web"]
    record = store.take("web", run(), later(1))
    assert record is not None
    assert record.doubted == {COMMIT}
    assert record.ledger.owed == (replace(done, owed=True, next_at=later(1), unsure=True),)


def test_a_doubt_is_over_once_it_was_saved_and_a_later_one_is_kept(store: Store) -> None:
    done = Entry("acme/shop", COMMIT, "web.1", State.SUCCEEDED, "done", owed=False)
    record = store.save(replace(delivered(store), ledger=Ledger((done,))))
    store.doubt("web", [COMMIT], NOON)
    first = taken(store)
    store.doubt("web", [OTHER], NOON)

    store.save(first)

    assert first.doubted == {COMMIT}
    assert taken(store).doubted == {OTHER}
    assert record.doubted == frozenset()


def test_no_commits_leave_no_doubt(store: Store) -> None:
    store.release(replace(delivered(store), inbox=()), None, NOON)

    store.doubt("web", [], NOON)

    assert store.due(later(5)) == []


def test_a_doubt_about_a_service_that_nobody_knows_is_none(store: Store) -> None:
    store.doubt("unheard-of", [COMMIT], NOON)

    assert store.due(later(5)) == []


@pytest.mark.parametrize(
    "asked",
    [
        Hold("hold.1", "web", NOON, "operator alice", "sales week"),
        Release("release.1", "web", NOON, "operator alice"),
        Stop("stop.1", "web", NOON, "operator alice", "web.20261122T120000.00000000"),
        replace(wish("v2", origin=Origin.ROLLBACK), revision="arn:aws:ecs:revision:1"),
    ],
)
def test_whatever_was_asked_comes_back_from_the_inbox_as_it_was(store: Store, asked: Asked) -> None:
    store.deliver(asked, NOON)

    assert taken(store).inbox == (asked,)
