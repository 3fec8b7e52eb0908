"""ECS's request quotas as token buckets: off until `PUT /_local/quotas`, off again after `DELETE`.

Source: Amazon ECS API Reference, "Request throttling for the Amazon ECS API" (per account and region).
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

THROTTLED = "ThrottlingException"
MESSAGE = "Rate exceeded"


@dataclass(frozen=True, slots=True)
class Quota:
    """So many calls at once, and then so many a second, of these operations together."""

    burst: int
    refill: float
    operations: frozenset[str]


def _quota(burst: int, refill: float, operations: str) -> Quota:
    return Quota(burst, refill, frozenset(operations.split()))


QUOTAS = (
    _quota(20, 1, "RegisterTaskDefinition DeregisterTaskDefinition"),
    _quota(50, 20, "DescribeTaskDefinition ListTaskDefinitions"),
    _quota(50, 5, "CreateService UpdateService DeleteService"),
    _quota(100, 20, "DescribeServices ListServices"),
    _quota(
        50,
        20,
        "DescribeServiceDeployments ListServiceDeployments DescribeServiceRevisions StopServiceDeployment",
    ),
    _quota(100, 20, "DescribeTasks ListTasks"),
    _quota(20, 10, "TagResource UntagResource"),
)


class Quotas:
    """Which calls ECS would throttle now. Buckets are full when enforcement begins."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: tuple[_Bucket, ...] = ()
        self._lock = threading.Lock()

    def enforce(self) -> None:
        """Begin, with full buckets."""
        now = self._clock()
        with self._lock:
            self._buckets = tuple(_Bucket(quota, quota.burst, now) for quota in QUOTAS)

    def clear(self) -> None:
        """Throttle nothing from now on."""
        with self._lock:
            self._buckets = ()

    def refuses(self, service: str, operation: str) -> bool:
        """Whether the call is throttled; one that is not has used a token."""
        if service != "ecs":
            return False
        with self._lock:
            mine = (one for one in self._buckets if operation in one.quota.operations)
            return any(not one.takes(self._clock()) for one in mine)


@dataclass(slots=True)
class _Bucket:
    quota: Quota
    tokens: float
    filled_at: float

    def takes(self, now: float) -> bool:
        grown = self.tokens + (now - self.filled_at) * self.quota.refill
        self.tokens, self.filled_at = min(grown, self.quota.burst), now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True
