"""The AWS calls so far, as `GET /_local/calls` shows them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slipway.local.aws.principals import Principals
    from slipway.local.aws.requests import AwsCall


class Calls:
    def __init__(self, principals: Principals) -> None:
        self._principals = principals
        self._entries: list[dict[str, str]] = []
        self._lock = threading.Lock()

    def record(self, call: AwsCall) -> None:
        entry = {
            "service": call.service,
            "operation": call.operation,
            "resource": call.resource,
            "principal": self._principals.name(call.access_key),
            "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        with self._lock:
            self._entries.append(entry)

    def all(self) -> list[dict[str, str]]:
        """Oldest first."""
        with self._lock:
            return list(self._entries)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
