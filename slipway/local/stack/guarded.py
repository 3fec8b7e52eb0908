"""A server in a process of its own that ends with us, whatever happens to us."""

from __future__ import annotations

import subprocess
import sys
from queue import Empty, Queue
from threading import Thread
from typing import IO, TYPE_CHECKING, Self

from slipway.local.stack.errors import StackError
from slipway.packaging.order import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

READY_SECONDS = 60.0
TAIL_LINES = 15


class Guarded:
    """`command`, guarded (guard.py); what it says on standard error is kept in `log`."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._name = name
        self._log = log
        self._lines: Queue[str] = Queue()
        guard = [sys.executable, "-m", "slipway.local.stack.guard", *command]
        with log.open("wb") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                guard,
                env=dict(environment),
                cwd=ROOT,  # where `-m` finds slipway, without a PYTHONPATH that functions would inherit
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,  # so that Ctrl-C reaches us alone, and we end things in order
            )
        Thread(target=self._read, args=(self._process.stdout,), daemon=True).start()

    def ready_line(self) -> str:
        """Return the first line on its standard output, without its end.

        Raises:
            StackError: it ended before, or said nothing in time.

        """
        try:
            line = self._lines.get(timeout=READY_SECONDS)
        except Empty:
            raise StackError(f"{self._name} did not start in {READY_SECONDS:.0f} s.{self._tail()}") from None
        if not line:
            raise StackError(f"{self._name} did not start.{self._tail()}")
        return line.strip()

    def wait(self) -> None:
        """Return only by raising StackError, when it ends by itself."""
        status = self._process.wait()
        raise StackError(f"{self._name} ended by itself (exit status {status}).{self._tail()}")

    def stop(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _read(self, output: IO[bytes]) -> None:
        """Pass on each line and, at the end, an empty one; unread output would block the server."""
        with output:
            for line in output:
                self._lines.put(line.decode(errors="replace"))
        self._lines.put("")

    def _tail(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
        return "\nIt said last:\n" + "\n".join(f"  {line}" for line in lines) if lines else ""
