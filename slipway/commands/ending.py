"""How a command that runs for long is ended by a signal: in order, once."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def told_to_end(number: int) -> BaseException:
    """What a shell expects of a process that a signal has ended."""
    return SystemExit(128 + number)


def end_on_signals(cause: Callable[[int], BaseException] = told_to_end) -> None:
    """Turn the first signal into an exception, so that whatever was started is ended through its `with`.

    `cause` makes the exception of the signal's number. Later signals disturb nothing any more.
    """

    def end(number: int, frame: Any) -> NoReturn:
        del frame
        for ignored in _SIGNALS:
            signal.signal(ignored, signal.SIG_IGN)
        raise cause(number)

    for ending in _SIGNALS:
        signal.signal(ending, end)
