"""Faults to come: the next calls of a method of a fake fail, before or after they took effect."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Fault:
    error: Exception
    times: int = 1
    after: bool = False


@dataclass
class Faults:
    """Mixed into a fake by having every method run `with self.faults.around("method"):`."""

    planned: dict[str, list[Fault]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def plan(self, method: str, error: Exception, *, times: int = 1, after: bool = False) -> None:
        """The next `times` calls raise; `after`: only once they took effect, so the answer is lost."""
        self.planned.setdefault(method, []).append(Fault(error, times, after))

    @contextmanager
    def around(self, method: str) -> Iterator[None]:
        self.calls.append(method)
        fault = self._next(method)
        if fault is not None and not fault.after:
            raise fault.error
        yield
        if fault is not None:
            raise fault.error

    def _next(self, method: str) -> Fault | None:
        queue = self.planned.get(method, [])
        while queue and queue[0].times == 0:
            queue.pop(0)
        if not queue:
            return None
        queue[0].times -= 1
        return queue[0]
