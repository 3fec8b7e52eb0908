"""A model of the table, atomic as DynamoDB's conditional writes are."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.domain.deployment import Deployment, Wish
from chalicelib.domain.errors import LeaseLostError, RetryableError
from chalicelib.domain.lease import Invocation
from chalicelib.domain.record import ServiceRecord
from fakes.faults import Faults

MAX_BACKLOG = 80
SWEPT_AT_ONCE = 100


@dataclass
class Row:
    """One service's item."""

    record: ServiceRecord
    wishes: dict[str, Wish] = field(default_factory=dict)
    doubted: set[str] = field(default_factory=set)
    arrivals: int = 0
    fence: int = 0
    owner: str | None = None
    lease_until: datetime | None = None
    due_at: datetime | None = None


class FakeStore:
    """The `Store` port."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.rows: dict[str, Row] = {}
        self.deployments: dict[str, Deployment] = {}
        self._lock = threading.Lock()

    def deliver(self, wish: Wish, now: datetime) -> None:
        with self.faults.around("deliver"), self._lock:
            row = self.rows.setdefault(wish.service, Row(ServiceRecord(wish.service, 0, 0, "")))
            if wish.key not in row.wishes:
                if len(row.wishes) >= MAX_BACKLOG:
                    raise RetryableError(f"{MAX_BACKLOG} wishes for {wish.service} wait already")
                row.wishes[wish.key] = wish
                row.arrivals += 1
                row.due_at = row.due_at or now

    def take(self, service: str, run: Invocation, now: datetime) -> ServiceRecord | None:
        with self.faults.around("take"), self._lock:
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
            of_service = [one for one in self.deployments.values() if one.wish.service == service]
            return frozenset(one.digest for one in of_service if one.digest in digests)

    def due(self, now: datetime) -> Sequence[str]:
        with self.faults.around("due"):
            due = [(row.due_at, name) for name, row in self.rows.items() if row.due_at and row.due_at <= now]
            return [name for _, name in sorted(due)][:SWEPT_AT_ONCE]

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
            self.deployments[changed.id] = changed
        saved = replace(record, changed=(), ended=(), doubted=frozenset(), delivered=kept)
        row.record = replace(saved, interrupted=False)
        return saved
