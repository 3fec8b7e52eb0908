"""A pool whose connections lead nowhere: each request gets the next of these bytes as its answer."""

from __future__ import annotations

import io
from typing import Any

import urllib3


class _Socket:
    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def makefile(self, *_mode: Any, **_more: Any) -> io.BytesIO:
        return io.BytesIO(self._answer)

    def sendall(self, data: bytes) -> None:
        """Nobody listens."""

    def settimeout(self, seconds: float | None) -> None:
        """Nothing is waited for."""

    def shutdown(self, how: int) -> None:
        """There is nothing to shut down."""

    def close(self) -> None:
        """Nor to close."""


def answering(answers: list[bytes]) -> urllib3.PoolManager:
    """One answer a request, the last for ever."""

    class Connection(urllib3.connection.HTTPConnection):
        def connect(self) -> None:
            socket: Any = _Socket(answers.pop(0) if len(answers) > 1 else answers[0])
            self.sock = socket

        @property
        def is_connected(self) -> bool:
            return False

    class Pool(urllib3.HTTPConnectionPool):
        ConnectionCls = Connection

    pools = urllib3.PoolManager(retries=False)
    pools.pool_classes_by_scheme = {"http": Pool}
    return pools
