"""One service in hand: what was reached so far survives whatever interrupts the next step."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.mapping import MappedService
    from chalicelib.domain.record import ServiceRecord
    from chalicelib.ports import Store


@dataclass(slots=True)
class Work:
    """The only thing that changes while a service is advanced: the record in hand, and what ended in it."""

    mapped: MappedService
    record: ServiceRecord
    ended: list[Deployment] = field(default_factory=list)

    @property
    def waiting(self) -> Deployment | None:
        return self.record.waiting

    @property
    def active(self) -> Deployment | None:
        return self.record.active

    def wait(self, deployment: Deployment) -> None:
        self.record = self.record.with_waiting(deployment)

    def finish(self, deployment: Deployment) -> None:
        self.record = self.record.finished(deployment)

    def owe(self, now: datetime) -> None:
        """Whatever changed is owed to its commit: written together with the change, so no crash forgets it."""
        record = self.record
        self.ended += record.ended
        self.record = replace(record, ended=(), ledger=record.ledger.owing(self.mapped, record.changed, now))

    def save(self, store: Store, now: datetime) -> None:
        """Raises LeaseLostError when the lease is another's by now."""
        self.owe(now)
        self.record = store.save(self.record)
