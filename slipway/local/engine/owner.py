"""Whose a container or an image is: an id that tells, later, whether the process that made it is still there."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path

LABEL = "slipway.stack"
"""On every container, and part of every image's name: host, process id and start of the local AWS that made it."""
_PARTS = 3


def stack_id(pid: int | None = None) -> str:
    """Of this process, unless of another one on this machine; fit to be part of an image's name."""
    number = os.getpid() if pid is None else pid
    return f"{_host()}/{number}/{_started(number)}"


def gone(stack: str) -> bool:
    """Whether it was a process of this machine that has ended; another machine's is none of ours to judge."""
    parts = stack.split("/")
    if len(parts) != _PARTS:
        return False
    host, pid, started = parts
    if host != _host() or not pid.isdecimal():
        return False
    return not _alive(int(pid)) or _started(int(pid)) != started


def _host() -> str:
    return re.sub("[^a-z0-9]+", "-", socket.gethostname().lower()).strip("-") or "here"


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(pid: int) -> str:
    """When a process started, in ticks since the machine's start; process ids are given out again."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except OSError:  # no such process, or no /proc on this system
        return "0"
