"""The processes in which the local AWS runs functions, and their sudden end."""

from __future__ import annotations

import os
import signal
import subprocess


def kill_workers(port: int, function: str) -> int:
    """Ends every process that runs the function on the local AWS at that port; how many there were."""
    killed = 0
    for pid in _workers(port, function):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        killed += 1
    return killed


def servers(port: int) -> list[int]:
    """The local AWS at that port, without the guard that started it."""
    words = ("-m", "slipway.local.aws", "--port", str(port))
    return [pid for pid, _, command in _processes() if _holds(command, words) and "guard" not in command]


def _workers(port: int, function: str) -> list[int]:
    home = set(servers(port))
    folder = f"ministack-lambda-{function}-"
    return [pid for pid, parent, command in _processes() if parent in home and folder in command]


def _holds(command: str, words: tuple[str, ...]) -> bool:
    return " ".join(words) in command


def _processes() -> list[tuple[int, int, str]]:
    """Process, parent and command line of each process on this machine."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="],  # noqa: S607 - wherever this system has it
        capture_output=True,
        text=True,
        check=True,
    )
    found = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return [(int(pid), int(parent), command[0] if command else "") for pid, parent, *command in found]
