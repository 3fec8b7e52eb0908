"""Puts the truth on the commits: sends the statuses that are owed, and says what became of each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ledger as book
from chalicelib.domain import report
from chalicelib.domain.errors import OutcomeUnknownError, RefusedError, RetryableError
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from chalicelib.domain.ledger import Entry, Ledger
    from chalicelib.domain.record import ServiceRecord
    from chalicelib.ports import Clock, CommitStatuses, Telemetry

_FULL_HASH: Final = 40


@frozen
class Reporter:
    """`link` makes a status's URL of a service's name and a deployment's id."""

    statuses: CommitStatuses
    clock: Clock
    telemetry: Telemetry
    link: Callable[[str, str], str]

    def report(self, record: ServiceRecord) -> ServiceRecord:
        """Sends what is due. A deployment never fails by it: what cannot be sent stays owed.

        After the first that cannot be sent the others wait too: a Bitbucket that is down would cost each of
        them the whole timeout.
        """
        now = self.clock.now()
        for entry in record.ledger.owed:
            if entry.next_at is None or entry.next_at > now:
                continue
            record, sent = self._send(record, entry)
            if not sent:
                return replace(record, ledger=_after(record.ledger, entry, now))
        return record

    def _send(self, record: ServiceRecord, entry: Entry) -> tuple[ServiceRecord, bool]:
        try:
            record, entry = self._in_full(record, entry)
            status = report.status_of(entry, record.name, self.link(record.name, entry.deployment))
            self.statuses.post(entry.repository, entry.commit, status)
        except RefusedError as refused:
            self._say_refused(entry, refused)
            return _settle(record, book.abandoned(entry)), True
        except RetryableError as fault:
            unanswered = isinstance(fault, OutcomeUnknownError)
            later = book.postponed(entry, self.clock.now(), fault.retry_after, unanswered=unanswered)
            self.telemetry.count("ReportsOwed")
            self.telemetry.seconds("ReportOwedSeconds", later.overdue.total_seconds())
            self.telemetry.warning(
                "the commit status could not be sent and stays owed",
                deployment=entry.deployment,
                commit=entry.commit,
                attempt=later.attempts,
                fault=str(fault),
            )
            return _settle(record, later), False
        return _settle(record, book.accepted(entry, self.clock.now())), True

    def _in_full(self, record: ServiceRecord, entry: Entry) -> tuple[ServiceRecord, Entry]:
        if len(entry.commit) == _FULL_HASH:
            return record, entry
        full = self.statuses.full_commit(entry.repository, entry.commit)
        return record.knowing_commit(entry.commit, full), replace(entry, commit=full)

    def _say_refused(self, entry: Entry, refused: RefusedError) -> None:
        self.telemetry.count("ReportsRefused")
        self.telemetry.error(
            "Bitbucket refused the commit status for good; it will not be sent again",
            deployment=entry.deployment,
            repository=entry.repository,
            commit=entry.commit,
            why=str(refused),
        )


def _settle(record: ServiceRecord, entry: Entry) -> ServiceRecord:
    return replace(record, ledger=record.ledger.settled(entry))


def _after(ledger: Ledger, failed: Entry, now: datetime) -> Ledger:
    """With everything else that is due now put off as long as the one that could not be sent."""
    until = next((one.next_at for one in ledger.entries if one.commit == failed.commit), None)
    for entry in ledger.owed:
        if until is not None and entry.next_at is not None and entry.next_at <= now:
            ledger = ledger.settled(replace(entry, next_at=until))
    return ledger
