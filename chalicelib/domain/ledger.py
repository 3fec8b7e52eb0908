"""Which statuses are owed to which commits.

A commit has one status per service (one stable key), so what is owed is kept per commit, and only ever the
current state: an older one is never sent again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.frozen import frozen
from chalicelib.domain.lifecycle import State
from chalicelib.domain.report import describe, text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.mapping import MappedService

_REMEMBERED: Final = 12
_FIRST_BACKOFF: Final = timedelta(seconds=60)
_LONGEST_BACKOFF: Final = timedelta(minutes=15)
_LONGEST_ASKED_FOR: Final = 3600.0
_CONFIRM_AFTER: Final = timedelta(seconds=60)


@frozen
class Entry:
    """What one commit's status should say, and whether it still has to be sent.

    `unsure`: an earlier attempt got no answer, so an older status may yet arrive at Bitbucket after a newer
    one; the status is then sent once more a minute after it was accepted. `failing_since`: when the first attempt
    failed of those that have failed in a row.
    """

    repository: str
    commit: str
    deployment: str
    state: State
    description: str
    number: int = 0
    owed: bool = True
    attempts: int = 0
    next_at: datetime | None = None
    unsure: bool = False
    failing_since: datetime | None = None

    @property
    def overdue(self) -> timedelta:
        """How long it will have been owed when it is tried again, though it was tried before."""
        if self.failing_since is None or self.next_at is None:
            return timedelta()
        return self.next_at - self.failing_since


@frozen
class Ledger:
    """The statuses of a service's latest commits, oldest first."""

    entries: tuple[Entry, ...] = ()

    @property
    def due(self) -> datetime | None:
        """When the next report has to be tried; None when nothing is owed."""
        return min((one.next_at for one in self.owed if one.next_at), default=None)

    @property
    def owed(self) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if one.owed)

    def owing(self, mapped: MappedService, deployments: Iterable[Deployment], now: datetime) -> Ledger:
        """With the state of each of those deployments owed to its commit.

        Deployments without a commit owe nothing, and one that is older than the commit's latest says nothing.
        """
        ledger = self
        for deployment in sorted(deployments, key=lambda one: one.number):
            if mapped.bitbucket is not None and deployment.commit is not None:
                ledger = ledger._owe(_entry(mapped, mapped.bitbucket.repository, deployment, now))
        return ledger

    def _owe(self, entry: Entry) -> Ledger:
        before = next((one for one in self.entries if one.commit == entry.commit), None)
        if before is not None:
            if _says_nothing_new(before, entry):
                return self
            said = (before.deployment, before.state, before.description)
            if said == (entry.deployment, entry.state, entry.description):
                return self
            entry = _after(before, entry)
        others = [one for one in self.entries if one.commit != entry.commit]
        return Ledger(_forget([*others, entry]))

    def ending(self, deployment: Deployment, now: datetime) -> Ledger:
        """With the end of a deployment whose service is mapped no more owed to the commit that shows it."""
        description = text(deployment, deployment.wish.service)
        return Ledger(
            tuple(
                replace(one, state=deployment.state, description=description, owed=True, next_at=now)
                if one.deployment == deployment.id
                else one
                for one in self.entries
            ),
        )

    def settled(self, entry: Entry) -> Ledger:
        """With that entry as it is after an attempt."""
        return Ledger(tuple(entry if one.commit == entry.commit else one for one in self.entries))

    def renamed(self, short: str, full: str) -> Ledger:
        """With the commit's full hash in the place of the short one."""
        same = [one for one in self.entries if one.commit in {short, full}]
        latest = max(same, key=lambda one: one.number, default=None)
        kept = [one for one in self.entries if one is latest or one not in same]
        return Ledger(tuple(replace(one, commit=full) if one is latest else one for one in kept))

    def doubted(self, commits: Iterable[str], now: datetime) -> Ledger:
        """With those commits' statuses owed again: a worker without the lease may have overwritten them.

        Its last one may even be on its way still.
        """
        again = frozenset(commits)
        return Ledger(
            tuple(
                replace(one, owed=True, next_at=now, attempts=0, unsure=True) if one.commit in again else one
                for one in self.entries
            ),
        )


def _says_nothing_new(before: Entry, entry: Entry) -> bool:
    """A commit shows its latest deployment: not an older one, nor one that gave way to another."""
    if before.deployment == entry.deployment:
        return False
    return before.number > entry.number or entry.state is State.SUPERSEDED


def _after(before: Entry, entry: Entry) -> Entry:
    """What Bitbucket asked for, or how long it has been silent, holds for the next state too."""
    if not before.owed or before.next_at is None or entry.next_at is None:
        return replace(entry, unsure=before.unsure)
    if before.attempts == 0:
        # What was to be sent once more is not any more; something older may be on its way all the same.
        return replace(entry, unsure=before.unsure or before.next_at > entry.next_at)
    return replace(
        entry,
        unsure=before.unsure,
        attempts=before.attempts,
        next_at=max(before.next_at, entry.next_at),
        failing_since=before.failing_since,
    )


def _forget(entries: list[Entry]) -> tuple[Entry, ...]:
    surplus = len(entries) - _REMEMBERED
    for one in [one for one in entries if not one.owed][: max(surplus, 0)]:
        entries.remove(one)
    return tuple(entries)


def _entry(mapped: MappedService, repository: str, deployment: Deployment, now: datetime) -> Entry:
    return Entry(
        repository=repository,
        commit=str(deployment.commit),
        deployment=deployment.id,
        state=deployment.state,
        number=deployment.number,
        description=describe(deployment, mapped),
        next_at=now,
    )


def accepted(entry: Entry, now: datetime) -> Entry:
    """Bitbucket took it. After an unanswered attempt it is owed once more, to have the last word."""
    if entry.unsure:
        return replace(entry, unsure=False, attempts=0, next_at=now + _CONFIRM_AFTER, failing_since=None)
    return replace(entry, owed=False, attempts=0, next_at=None, failing_since=None)


def abandoned(entry: Entry) -> Entry:
    """Bitbucket refused it for good: asking again would only hammer."""
    return replace(entry, owed=False, next_at=None, failing_since=None)


def postponed(entry: Entry, now: datetime, retry_after: float | None, *, unanswered: bool) -> Entry:
    """It could not be sent: try again later, at the earliest when Bitbucket asks for it (`retry_after`, seconds).

    Never sooner than without its wish: many services that each came back after a short one would use up the
    requests that Bitbucket grants an hour, and keep it from answering any.
    """
    wait = min(_LONGEST_BACKOFF, _FIRST_BACKOFF * 2 ** min(entry.attempts, 10))
    if retry_after is not None:
        wait = max(wait, timedelta(seconds=min(retry_after, _LONGEST_ASKED_FOR)))
    return replace(
        entry,
        attempts=entry.attempts + 1,
        next_at=now + wait,
        unsure=entry.unsure or unanswered,
        failing_since=entry.failing_since or now,
    )
