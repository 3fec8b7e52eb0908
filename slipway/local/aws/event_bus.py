# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""Events of AWS's own services on the default bus of the local EventBridge.

PutEvents refuses `aws.*` sources, as AWS does; what is sent here takes the way behind it, through the deployed rules.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import eventbridge

from slipway.local.aws.pending import EVENTS

if TYPE_CHECKING:
    from slipway.local.aws.fidelity import Fidelity
    from slipway.local.aws.pending import Pending
    from slipway.local.aws.shapes import Json

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Envelope:
    """One event, and the account and region on whose bus it arrives."""

    account: str
    region: str
    record: Json

    def deliver(self) -> list[str]:
        """Gives the event to the targets of every rule that matches it; returns those rules' names."""
        with request_scope(self.account, self.region):
            eventbridge._events_log_list().append(self.record)
            view = eventbridge._pattern_event_view(self.record)
            matched = [rule["Name"] for rule in _enabled_rules() if _matches(rule, view)]
            eventbridge._dispatch_event(self.record, view)
            eventbridge._archive_event(self.record, view)
        return matched


def _enabled_rules() -> list[Json]:
    return [rule for rule in eventbridge._rules.values() if rule.get("State") == "ENABLED"]


def _matches(rule: Json, view: object) -> bool:
    pattern = rule.get("EventPattern")
    return bool(pattern) and bool(eventbridge._matches_pattern_view(pattern, view))


class EventBus:
    """Delivers events in the order in which they were emitted, in a thread of its own."""

    def __init__(self, pending: Pending, fidelity: Fidelity) -> None:
        self._pending, self._fidelity = pending, fidelity
        self._waiting: queue.SimpleQueue[Envelope] = queue.SimpleQueue()
        threading.Thread(target=self._deliver_all, daemon=True, name="local-events").start()

    def emit(self, source: str, detail_type: str, detail: Json, resources: list[str]) -> None:
        """Sends an event of the account and region of the request under way."""
        account, region = get_account_id(), get_region()
        record = {
            "EventId": str(uuid.uuid4()),
            "Source": source,
            "DetailType": detail_type,
            "Detail": json.dumps(detail),
            "EventBusName": "default",
            "Time": int(datetime.now(UTC).timestamp()),
            "Resources": resources,
            "Account": account,
            "Region": region,
        }
        self._pending.began(EVENTS)
        self._waiting.put(Envelope(account, region, record))

    def _deliver_all(self) -> None:
        while True:
            envelope = self._waiting.get()
            try:
                with self._pending.ending(EVENTS):
                    self._fidelity.emitted(envelope)
                    envelope.deliver()
            except Exception:  # one event that cannot be delivered must not end all later ones
                logger.exception("event %s was not delivered", envelope.record["EventId"])
