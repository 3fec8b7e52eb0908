"""Runs a command that must not outlive whoever started it: `python -m slipway.local.stack.guard COMMAND...`.

The starter holds this process's standard input. When that closes, because the starter closed it or because it
is gone in whatever way, the command gets SIGTERM and a moment; then it and all it started get SIGKILL.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from threading import Thread

GRACE_SECONDS = 10.0


def main(command: list[str]) -> int:
    """Return the command's exit status."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, lambda *_: None)  # only the starter's end counts
    child = subprocess.Popen(  # noqa: S603 - the starter's own command
        command, stdin=subprocess.DEVNULL, start_new_session=True
    )
    Thread(target=_end_with_the_starter, args=(child,), daemon=True).start()
    try:
        return child.wait()
    finally:
        _kill_group(child)


def _end_with_the_starter(child: subprocess.Popen[bytes]) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    child.terminate()
    try:
        child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        _kill_group(child)


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    """End what the command started and left behind; the group has the command's own id."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
