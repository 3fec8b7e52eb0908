# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""Execution environments of functions: kept warm as Lambda keeps them, and not more than this machine bears.

An environment outlives an exception of its handler. A package is unpacked once. What a call wrote is read to its end,
which the environment marks, instead of waiting whether more will come.
"""

from __future__ import annotations

import queue
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from slipway.local.aws import seams
from slipway.local.aws.unpacked import Unpacked

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.local.aws.settings import Pace
    from slipway.local.aws.shapes import Json

    Acquire = Callable[..., tuple[Any, str]]

_RUNTIME: Final = "ministack.core.lambda_runtime"
_LAMBDA: Final = "ministack.services.lambda_svc"
_ENDS: Final = "\x1eend of "
_LAST_LINES: Final = 5.0
"""Seconds a call's last lines may take; on a busy machine they come later than its result."""
_RAISED: Final = '{"status": "error", "error": str(e), "trace": traceback.format_exc()}'
_SURVIVED: Final = '{"status": "ok", "raised": str(e), "trace": traceback.format_exc()}'
_ANSWERED: Final = "        _real_stdout.flush()\n\nrun()"
_MARKED: Final = f"        print({_ENDS!r} + str(context.aws_request_id), file=sys.__stderr__, flush=True)\n"


def install(most: int, pace: Pace) -> None:
    """Have at most `most` environments per function; 0: as many as calls at once.

    After `pace.environment` seconds there is one more, since it may be a caller of this call that holds the last one.
    """
    seams.wrap(_RUNTIME, "_PYTHON_WORKER_SCRIPT", _surviving)
    seams.wrap(_RUNTIME, "Worker", _warm)
    seams.wrap(_RUNTIME, "zipfile", Unpacked)
    if most:
        queueing = _Queueing(most, pace.environment)
        seams.wrap(_LAMBDA, "acquire_worker", queueing.acquiring)
        seams.wrap(_LAMBDA, "release_worker", queueing.releasing)


def _surviving(script: str) -> str:
    for part in (_RAISED, _ANSWERED):
        if script.count(part) != 1:
            raise seams.SeamError(
                f"MiniStack's Python worker has not got this once, which is changed: {part}"
            )
    return script.replace(_RAISED, _SURVIVED).replace(_ANSWERED, _MARKED + _ANSWERED)


def _warm(worker: Any) -> Any:
    """MiniStack's class of environments, which takes any error for the process's."""
    invoke, drain = worker.invoke, worker._drain_stderr_bounded

    def invoked(self: Any, event: object, request_id: str, **names: Any) -> Json:
        self.call = request_id
        result: Json = invoke(self, event, request_id, **names)
        if "raised" in result:
            result.update(status="error", error=result.pop("raised"))
        return result

    def drained(self: Any) -> str:
        if not str(self.config.get("Runtime")).startswith("python"):
            return str(drain(self))
        if self._proc is None:
            self._stderr_thread.join(_LAST_LINES)
            return str(self._drain_stderr())
        return "\n".join(_lines(self._stderr_queue, self.call))

    worker.invoke, worker._drain_stderr_bounded = invoked, drained
    return worker


def _lines(written: queue.Queue[str], call: str) -> list[str]:
    """The lines of a call, and any that its process wrote before it."""
    found: list[str] = []
    deadline = time.monotonic() + _LAST_LINES
    while (left := deadline - time.monotonic()) > 0:
        try:
            line, mark, ended = written.get(timeout=left).partition(_ENDS)
        except queue.Empty:
            break
        if line or not mark:
            found.append(line)
        if ended == call:
            break
    return found


class _Queueing:
    """Lets callers wait for a free environment where MiniStack would start yet another process."""

    def __init__(self, most: int, patience: float) -> None:
        self._most, self._patience, self._freed = most, patience, threading.Condition()

    def acquiring(self, original: Acquire) -> Acquire:
        def acquire(*values: Any, **names: Any) -> tuple[Any, str]:
            deadline = time.monotonic() + self._patience
            with self._freed:
                while (left := deadline - time.monotonic()) > 0:
                    found = original(*values, **names, max_concurrency=self._most)
                    if found[0] is not None:
                        return found
                    self._freed.wait(left)
            return original(*values, **names)

        return acquire

    def releasing(self, original: Callable[[Any], None]) -> Callable[[Any], None]:
        def release(worker: Any) -> None:
            original(worker)
            with self._freed:
                self._freed.notify_all()

        return release
