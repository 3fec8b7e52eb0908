"""Faults to come: the next calls of a method of a fake fail, before or after they took effect."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Fault:
    error: BaseException
    times: int = 1
    after: bool = False


class Died(BaseException):
    """The function's process is gone: nothing of it runs any more, no `except` and no clean-up."""


@dataclass
class Tape:
    """Numbers every call of every fake of a world, and has one of them go wrong."""

    calls: list[str] = field(default_factory=list)
    wrong: dict[int, Fault] = field(default_factory=dict)

    def record(self, call: str) -> Fault | None:
        self.calls.append(call)
        return self.wrong.get(len(self.calls) - 1)


@dataclass
class Faults:
    """Mixed into a fake by having every method run `with self.faults.around("method"):`."""

    name: str = ""
    tape: Tape = field(default_factory=Tape)
    planned: dict[str, list[Fault]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def plan(self, method: str, error: BaseException, *, times: int = 1, after: bool = False) -> None:
        """The next `times` calls raise; `after`: only once they took effect, so the answer is lost."""
        self.planned.setdefault(method, []).append(Fault(error, times, after))

    @contextmanager
    def around(self, method: str) -> Iterator[None]:
        self.calls.append(method)
        fault = self.tape.record(f"{self.name}.{method}") or self._next(method)
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
