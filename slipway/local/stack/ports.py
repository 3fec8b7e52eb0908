"""Ports on 127.0.0.1."""

from __future__ import annotations

import socket

from slipway.local.stack.errors import StackError

HOST = "127.0.0.1"


def choose(port: int, option: str) -> int:
    """Return `port`, or a free one for 0.

    Raises:
        StackError: something listens on `port`; names the command line's `option` that chooses another.

    """
    try:
        with socket.create_server((HOST, port)) as listener:
            chosen: int = listener.getsockname()[1]
    except OSError as problem:
        raise StackError(
            f"Port {port} on {HOST} cannot be had ({problem.strerror}). End what uses it, or choose another "
            f"with {option} (0 is any free one)."
        ) from problem
    return chosen
