"""A model of the table, atomic as DynamoDB's conditional writes are."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from chalicelib.domain.asks import Page, RequestKey
from chalicelib.domain.commands import Asked
from chalicelib.domain.deployment import Deployment, Wish
from chalicelib.domain.errors import LeaseLostError, RetryableError, UnprocessableError
from chalicelib.domain.lease import Invocation
from chalicelib.domain.record import ServiceRecord
from fakes.faults import Faults

MAX_BACKLOG = 80
SWEPT_AT_ONCE = 100
REMEMBERED = timedelta(days=1)


@dataclass
class Row:
    """One service's item."""

    record: ServiceRecord
    wishes: dict[str, Asked] = field(default_factory=dict)
    doubted: set[str] = field(default_factory=set)
    arrivals: int = 0
    fence: int = 0
    owner: str | None = None
    lease_until: datetime | None = None
    due_at: datetime | None = None


class FakeStore:
    """The `Store` port and the `Archive` port."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.rows: dict[str, Row] = {}
        self.history: dict[str, Deployment] = {}
        self.requests: dict[tuple[str, str], tuple[str, str, datetime]] = {}
        self._lock = threading.Lock()

    def deliver(self, asked: Asked, now: datetime) -> None:
        with self.faults.around("deliver"), self._lock:
            self._deliver(asked, now)

    def _deliver(self, asked: Asked, now: datetime) -> None:
        row = self.rows.setdefault(asked.service, Row(ServiceRecord(asked.service, 0, 0, "")))
        if asked.key not in row.wishes:
            if len(row.wishes) >= MAX_BACKLOG:
                raise RetryableError(f"{MAX_BACKLOG} wishes for {asked.service} wait already")
            row.wishes[asked.key] = asked
            row.arrivals += 1
            row.due_at = row.due_at or now

    def deliver_and_take(self, asked: Asked, run: Invocation, now: datetime) -> ServiceRecord | None:
        with self.faults.around("deliver_and_take"), self._lock:
            self._deliver(asked, now)
            return self._take(asked.service, run, now)

    def take(self, service: str, run: Invocation, now: datetime) -> ServiceRecord | None:
        with self.faults.around("take"), self._lock:
            return self._take(service, run, now)

    def _take(self, service: str, run: Invocation, now: datetime) -> ServiceRecord | None:
        row = self.rows.get(service)
        if row is None or row.due_at is None:
            return None
        held = row.owner is not None and row.lease_until is not None and row.lease_until >= now
        if held and row.owner != run.id:
            row.arrivals += 1
            return None
        interrupted = row.owner not in {None, run.id}
        row.owner, row.lease_until, row.due_at = run.id, run.lease_until, run.lease_until
        row.fence += 1
        return replace(self._read(row, now), interrupted=interrupted)

    def save(self, record: ServiceRecord) -> ServiceRecord:
        with self.faults.around("save"), self._lock:
            return self._save(record)

    def release(self, record: ServiceRecord, due: datetime | None, now: datetime) -> ServiceRecord | None:
        with self.faults.around("release"), self._lock:
            row = self.rows[record.name]
            if row.owner is None and row.fence == record.fence:
                return None
            self._save(record)
            if row.arrivals != record.arrivals:
                return self._read(row, now)
            row.owner = row.lease_until = None
            row.due_at = due
            return None

    def doubt(self, service: str, commits: Sequence[str], now: datetime) -> None:
        with self.faults.around("doubt"), self._lock:
            row = self.rows.get(service)
            if row is None or not commits:
                return
            row.doubted |= set(commits)
            row.arrivals += 1
            row.due_at = now

    def deployed(self, service: str, digests: frozenset[str]) -> frozenset[str]:
        with self.faults.around("deployed"):
            of_service = [one for one in self.history.values() if one.wish.service == service]
            return frozenset(one.digest for one in of_service if one.digest in digests)

    def due(self, now: datetime) -> Sequence[str]:
        with self.faults.around("due"):
            due = [(row.due_at, name) for name, row in self.rows.items() if row.due_at and row.due_at <= now]
            return [name for _, name in sorted(due)][:SWEPT_AT_ONCE]

    def records(self, services: Sequence[str]) -> Mapping[str, ServiceRecord]:
        with self.faults.around("records"), self._lock:
            return {
                name: self._read(self.rows[name], datetime.now(UTC)) for name in services if name in self.rows
            }

    def deployment(self, deployment: str) -> Deployment | None:
        with self.faults.around("deployment"):
            return self.history.get(deployment)

    def deployments(self, service: str, page: Page) -> Sequence[Deployment]:
        with self.faults.around("deployments"):
            of_service = [one for one in self.history.values() if one.wish.service == service]
            newest_first = sorted(of_service, key=lambda one: one.id, reverse=True)
            found = [one for one in newest_first if page.before is None or one.id < page.before]
            return found[: page.limit + 1]

    def asked_before(self, key: RequestKey, now: datetime) -> str | None:
        with self.faults.around("asked_before"), self._lock:
            return self._answered(key, now)

    def deliver_once(self, wish: Wish, key: RequestKey, now: datetime) -> str:
        with self.faults.around("deliver_once"), self._lock:
            before = self._answered(key, now)
            if before is not None:
                return before
            self._deliver(wish, now)
            self.requests[key.caller, key.key] = (key.fingerprint, wish.id, now + REMEMBERED)
            return wish.id

    def _answered(self, key: RequestKey, now: datetime) -> str | None:
        fingerprint, deployment, until = self.requests.get((key.caller, key.key), ("", "", now))
        if until <= now:
            return None
        if fingerprint != key.fingerprint:
            raise UnprocessableError("the Idempotency-Key was used for another request")
        return deployment

    @staticmethod
    def _read(row: Row, now: datetime) -> ServiceRecord:
        doubted = frozenset(row.doubted)
        return replace(
            row.record,
            fence=row.fence,
            arrivals=row.arrivals,
            owner=row.owner or "",
            inbox=tuple(row.wishes[key] for key in sorted(row.wishes)),
            delivered=tuple(sorted(row.wishes)),
            doubted=doubted,
            ledger=row.record.ledger.doubted(doubted, now),
        )

    def _save(self, record: ServiceRecord) -> ServiceRecord:
        row = self.rows[record.name]
        if row.owner != record.owner or row.fence != record.fence:
            raise LeaseLostError(f"the lease of {record.name} is another's by now")
        kept = tuple(wish.key for wish in record.inbox)
        for sorted_out in set(record.delivered) - set(kept):
            row.wishes.pop(sorted_out, None)
        row.doubted -= record.doubted
        for changed in record.changed:
            self.history[changed.id] = changed
        saved = replace(record, changed=(), ended=(), doubted=frozenset(), delivered=kept)
        row.record = replace(saved, interrupted=False)
        return saved
