"""A hold: what waits does not begin until somebody releases the service.

A rollback holds its service, so that the next push does not undo it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.commands import Hold, Release
from chalicelib.domain.deployment import Origin, Wish
from chalicelib.domain.lifecycle import State

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.record import ServiceRecord


def hold_of_rollback(wish: Wish) -> Hold:
    """The hold that a rollback brings along."""
    image = wish.tag or wish.digest[:19]
    return Hold(wish.id, wish.service, wish.at, wish.requested_by, f"rolled back to {image}")


def hold_in_force(record: ServiceRecord) -> Hold | None:
    """The hold as it will be once what lies in the inbox is sorted: what a person is shown at once."""
    hold = record.hold
    for asked in sorted(record.inbox, key=lambda one: one.at):
        match asked:
            case Hold():
                hold = asked
            case Release():
                hold = None
            case Wish(origin=Origin.ROLLBACK):
                hold = hold_of_rollback(asked)
    return hold


def held(record: ServiceRecord, hold: Hold, now: datetime) -> ServiceRecord:
    """The hold is in force: what waits is held, unless it is the rollback that brought a hold along."""
    record, waiting = replace(record, hold=hold), record.waiting
    if waiting is None or waiting.wish.origin is Origin.ROLLBACK:
        return record
    return keep(replace(record, waiting=None), waiting, hold, now)


def keep(record: ServiceRecord, deployment: Deployment, hold: Hold, now: datetime) -> ServiceRecord:
    """That deployment is held: it may begin once the service is released."""
    return record.with_held(deployment.become(State.HELD, now, f"held by {hold.by}: {hold.reason}"))


def released(record: ServiceRecord, release: Release, now: datetime) -> ServiceRecord:
    """No hold is in force; the newest wish that was held may begin, and is newer than whatever waits."""
    deployment = record.held
    record = replace(record, hold=None, held=None)
    if deployment is None:
        return record
    if record.waiting is not None:
        reason = f"replaced by the newer image {deployment.image}"
        record = record.finished(record.waiting.become(State.SUPERSEDED, now, reason))
    return record.with_waiting(deployment.become(State.REQUESTED, now, f"released by {release.by}"))
