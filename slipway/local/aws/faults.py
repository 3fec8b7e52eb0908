"""Faults that were ordered by `POST /_local/faults`: which of the next calls fail or are slow."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slipway.local.aws.requests import AwsCall

_MEMBERS = {"service", "operation", "error", "times", "delay_seconds", "after"}


class InvalidFaultError(Exception):
    """The order is not understood; the message says why."""


@dataclass(slots=True)
class Fault:
    service: str
    operation: str
    """`*` stands for every operation of the service."""
    error: str | None = None
    """AWS's error code; None: the calls are only slow."""
    left: int = 1
    delay_seconds: float = 0.0
    after: bool = False
    """The call takes effect before it fails: its answer is lost."""

    def meets(self, call: AwsCall) -> bool:
        return self.service == call.service and self.operation in ("*", call.operation)


def order(body: bytes) -> Fault:
    """The fault that the body of a POST orders. Raises `InvalidFaultError` with all that is wrong."""
    try:
        given = json.loads(body)
    except ValueError as error:
        raise InvalidFaultError(f"the body is not JSON: {error}") from error
    if not isinstance(given, dict):
        raise InvalidFaultError("the body must be a JSON object")
    problems = _problems(given)
    if problems:
        raise InvalidFaultError("; ".join(problems))
    return Fault(
        service=given["service"].lower(),
        operation=given["operation"],
        error=given.get("error"),
        left=given.get("times", 1),
        delay_seconds=float(given.get("delay_seconds", 0)),
        after=given.get("after", False),
    )


def _problems(given: dict[str, Any]) -> list[str]:
    unknown = sorted(set(given) - _MEMBERS)
    problems = [f"`{name}` is unknown: {', '.join(sorted(_MEMBERS))} are understood" for name in unknown]
    problems += [
        f"`{name}` must be a non-empty string"
        for name in ("service", "operation")
        if not isinstance(given.get(name), str) or not given[name]
    ]
    times, delay, error = given.get("times", 1), given.get("delay_seconds", 0), given.get("error")
    if isinstance(times, bool) or not isinstance(times, int) or times < 1:
        problems.append("`times` must be a whole number of at least 1")
    if isinstance(delay, bool) or not isinstance(delay, int | float) or delay < 0:
        problems.append("`delay_seconds` must be a number of at least 0")
    if error is not None and (not isinstance(error, str) or not error):
        problems.append("`error` must be an AWS error code, or left out for calls that are only slow")
    if not isinstance(given.get("after", False), bool):
        problems.append("`after` must be true or false")
    return problems


class Faults:
    def __init__(self) -> None:
        self._orders: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._orders.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._orders.clear()

    def take(self, call: AwsCall) -> Fault | None:
        """The oldest fault ordered for this call, which is thereby used once."""
        with self._lock:
            fault = next((one for one in self._orders if one.meets(call)), None)
            if fault:
                fault.left -= 1
                if not fault.left:
                    self._orders.remove(fault)
            return fault
