"""Services that left the mapping while something was open: it ends here, since nobody will look again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain.deployment import Deployment
from chalicelib.domain.frozen import frozen
from chalicelib.domain.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from chalicelib.domain.record import ServiceRecord
    from chalicelib.ports import Clock, Store, Telemetry
    from chalicelib.reporter import Reporter

_WHY: Final = "the service is no longer in the mapping"


@frozen
class Orphans:
    """Ends what an unmapped service left open, and sends what it still owes."""

    store: Store
    reporter: Reporter
    clock: Clock
    telemetry: Telemetry

    def settle(self, record: ServiceRecord) -> None:
        """ECS is left alone: without the mapping Slipway neither knows nor may touch the service."""
        now = self.clock.now()
        for ended in tuple(_ends(record, now)):
            self.telemetry.warning("an unmapped deployment was ended", deployment=ended.id, state=ended.state)
            record = replace(record.finished(ended), ledger=record.ledger.ending(ended, now))
        record = replace(record, inbox=(), waiting=None, held=None, active=None)
        record = self.reporter.report(record)
        self.store.release(record, record.due(now), now)


def _ends(record: ServiceRecord, now: datetime) -> Iterator[Deployment]:
    for wish in record.wishes:
        yield Deployment.requested(wish, now).become(State.REFUSED, now, _WHY)
    for waiting in (record.waiting, record.held):
        if waiting is not None:
            yield waiting.become(State.REFUSED, now, _WHY)
    if record.active is not None and record.active.state is State.DEPLOYING:
        yield record.active.become(State.TIMED_OUT, now, f"{_WHY}; look at ECS to see how it went")
