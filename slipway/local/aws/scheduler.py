"""Looks at services when something happened to them or when their time has come: one thread, no polling."""

from __future__ import annotations

import heapq
import logging
import threading
import time
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.local.aws.shapes import ServiceKey

logger = logging.getLogger(__name__)


class Scheduler:
    """Calls `look(service)` soon after each poke, for one service at a time."""

    def __init__(self, look: Callable[[ServiceKey], None]) -> None:
        self._look = look
        self._order = count()
        self._due: list[tuple[float, int, ServiceKey]] = []
        self._changed = threading.Condition()
        threading.Thread(target=self._run, daemon=True, name="local-ecs-scheduler").start()

    def poke(self, service: ServiceKey, after: float = 0.0) -> None:
        """Has the service looked at in `after` seconds."""
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + after, next(self._order), service))
            self._changed.notify()

    def _run(self) -> None:
        while True:
            for service in self._next():
                try:
                    self._look(service)
                except Exception:  # one broken service must not stop the others
                    logger.exception("the service %s could not be looked at", service.record)

    def _next(self) -> list[ServiceKey]:
        """Waits until something is due; every service that is, once."""
        with self._changed:
            while not self._due or self._due[0][0] > time.monotonic():
                self._changed.wait(self._due[0][0] - time.monotonic() if self._due else None)
            services: dict[ServiceKey, None] = {}
            while self._due and self._due[0][0] <= time.monotonic():
                services[heapq.heappop(self._due)[2]] = None
            return list(services)
