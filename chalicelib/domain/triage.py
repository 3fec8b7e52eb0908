"""Sorting a service's inbox: which wish is the newest, which are the same image, which come too late."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, assert_never

from chalicelib.domain import holding
from chalicelib.domain.commands import Hold, Release, Stop
from chalicelib.domain.deployment import Deployment, Halt, Origin, Wish
from chalicelib.domain.frozen import frozen
from chalicelib.domain.lifecycle import State
from chalicelib.domain.record import Newest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from chalicelib.domain.commands import Asked
    from chalicelib.domain.deployment import Order
    from chalicelib.domain.record import ServiceRecord


@frozen
class Questions:
    """Digests about which an inbox cannot be sorted without asking; both are empty nearly always."""

    tied: frozenset[str]
    late: frozenset[str]


@frozen
class Answers:
    """`pushed_at`: ECR's `imagePushedAt` of the tied digests. `known`: late ones deployed here before."""

    pushed_at: Mapping[str, datetime] = field(default_factory=dict)
    known: frozenset[str] = frozenset()


def questions(record: ServiceRecord) -> Questions:
    """What to ask: the events' whole seconds cannot order a tie, and a late wish may be a repetition."""
    pushes = [wish for wish in record.wishes if wish.origin is Origin.PUSH]
    orders = [wish.order for wish in pushes]
    if record.newest is not None:
        orders.append(record.newest.order)
    digests_at: dict[datetime, set[str]] = {}
    for order in orders:
        digests_at.setdefault(order.at, set()).add(order.digest)
    tied = [digests for digests in digests_at.values() if len(digests) > 1]
    late = frozenset(wish.digest for wish in pushes if _may_be_late(wish, record.newest))
    return Questions(frozenset().union(*tied), late)


def _may_be_late(wish: Wish, newest: Newest | None) -> bool:
    if newest is None or newest.digest == wish.digest:
        return False
    return wish.order.at == newest.order.at or not _newer(wish.order, newest, Answers())


def triage(record: ServiceRecord, now: datetime, answers: Answers) -> ServiceRecord:
    """Empties the inbox: newest wins, whatever order the wishes arrived in; the losers are superseded."""
    by_time = sorted(record.inbox, key=lambda asked: _place(asked, answers))
    for asked in by_time:
        record = _sort(record, asked, now, answers)
    return replace(record, inbox=())


def stops_heeded(record: ServiceRecord) -> ServiceRecord:
    """Notes on what rolls out that somebody asked to stop it; what ended meanwhile has ended.

    Comes before the rollout is judged: an interrupted worker may have told ECS already.
    """
    active = record.active
    if active is None or active.stop is not None:
        return record
    stops = (asked for asked in record.inbox if isinstance(asked, Stop) and asked.deployment == active.id)
    first = next(stops, None)
    if first is None:
        return record
    return record.with_active(replace(active, stop=Halt(first.by, tried=record.interrupted)))


def _place(asked: Asked, answers: Answers) -> tuple[datetime, datetime, str]:
    if isinstance(asked, Wish):
        return asked.order.key(answers.pushed_at.get(asked.digest))
    return (asked.at, asked.at, asked.key)


def _sort(record: ServiceRecord, asked: Asked, now: datetime, answers: Answers) -> ServiceRecord:
    match asked:
        case Wish(origin=Origin.PUSH):
            return _sort_push(record, asked, now, answers)
        case Wish():
            return _sort_request(record, asked, now)
        case Hold():
            return holding.held(record, asked, now)
        case Release():
            return holding.released(record, asked, now)
        case Stop():
            return record
        case _:
            assert_never(asked)


def _sort_push(record: ServiceRecord, wish: Wish, now: datetime, answers: Answers) -> ServiceRecord:
    newest = record.newest
    if newest is None:
        return _accept(record, wish, now)
    if newest.deployment == wish.id or newest.digest == wish.digest:
        return _same_image(record, newest, wish, answers)
    if _newer(wish.order, newest, answers):
        return _accept(record, wish, now)
    if wish.digest in answers.known:
        return record
    return _too_late(record, newest, wish, now)


def _sort_request(record: ServiceRecord, wish: Wish, now: datetime) -> ServiceRecord:
    """Whoever asks for an image means it, whatever was pushed; what is pushed from then on is newer.

    The clock that stamped the request need not agree with ECR's, so a request is never older than what it replaces.
    """
    newest = record.newest
    if newest is not None and newest.deployment == wish.id:
        return record
    if newest is not None and wish.at < newest.order.at:
        wish = replace(wish, order=replace(wish.order, at=newest.order.at))
    return _accept(record, wish, now)


def _newer(order: Order, newest: Newest, answers: Answers) -> bool:
    than = newest.order
    if newest.asked_at is not None and order.at < newest.asked_at:
        return False
    if order.version is not None and than.version is not None and order.version != than.version:
        return order.version > than.version
    pushed_at = answers.pushed_at
    return order.key(pushed_at.get(order.digest)) > than.key(pushed_at.get(than.digest))


def _same_image(record: ServiceRecord, newest: Newest, wish: Wish, answers: Answers) -> ServiceRecord:
    """One digest under several tags is one deployment; a later tag may still name its commit."""
    if _newer(wish.order, newest, answers):
        record = replace(record, newest=replace(newest, order=wish.order))
    deployment = record.of_newest
    if deployment is None or deployment.commit is not None or wish.commit is None:
        return record
    return record.updated(replace(deployment, commit=wish.commit))


def _too_late(record: ServiceRecord, newest: Newest, wish: Wish, now: datetime) -> ServiceRecord:
    if newest.asked_at is not None and wish.at < newest.asked_at:
        reason = "another image was asked for after it was pushed"
    elif wish.order.version is not None and newest.order.version is not None:
        reason = f"version {newest.order.version} was asked for before and is not older"
    else:
        reason = f"an image pushed later ({newest.digest[:19]}) was asked for before"
    return record.finished(Deployment.requested(wish, now).become(State.SUPERSEDED, now, reason))


def _accept(record: ServiceRecord, wish: Wish, now: datetime) -> ServiceRecord:
    number = 1 + (record.newest.number if record.newest is not None else 0)
    asked_at = record.newest.asked_at if record.newest is not None else None
    if wish.origin is not Origin.PUSH:
        asked_at = wish.at
    record = replace(record, newest=Newest(wish.id, wish.digest, wish.order, number, asked_at))
    asked = Deployment.requested(wish, now, number)
    if wish.origin is Origin.ROLLBACK:
        record = _outdone(_outdone(record, record.waiting, wish, now), record.held, wish, now)
        return replace(record, hold=holding.hold_of_rollback(wish)).with_waiting(asked)
    if record.hold is not None:
        return holding.keep(_outdone(record, record.held, wish, now), asked, record.hold, now)
    return _outdone(record, record.waiting, wish, now).with_waiting(asked)


def _outdone(record: ServiceRecord, older: Deployment | None, by: Wish, now: datetime) -> ServiceRecord:
    if older is None:
        return record
    kind = "rollback to" if by.origin is Origin.ROLLBACK else "newer image"
    reason = f"replaced by the {kind} {by.tag or by.digest[:19]}"
    return record.finished(older.become(State.SUPERSEDED, now, reason))
