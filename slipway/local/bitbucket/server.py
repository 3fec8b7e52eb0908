"""Serves the stand-in on 127.0.0.1 from a thread."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Self

from werkzeug.serving import WSGIRequestHandler, make_server

from slipway.local.bitbucket.app import create_app

if TYPE_CHECKING:
    from types import TracebackType

    from werkzeug.serving import BaseWSGIServer

HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: `GET /_local/requests` tells."""


@dataclass(frozen=True, slots=True)
class RunningBitbucket:
    """The stand-in at `url`, until `stop()` or the end of its `with` block."""

    url: str
    _server: BaseWSGIServer
    _thread: Thread

    def stop(self) -> None:
        """End it and free the port; a second time does nothing."""
        self._server.shutdown()
        self._thread.join()  # werkzeug closes the socket as its loop ends

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(port: int) -> RunningBitbucket:
    """Start the stand-in on 127.0.0.1:`port`, a free port for 0; it takes requests when this returns.

    Raises:
        OSError: the port cannot be had.

    """
    try:
        listener = socket.create_server((HOST, port))
    except OSError as error:
        raise OSError(
            error.errno, f"The stand-in for Bitbucket cannot listen on {HOST}:{port}: {error.strerror}"
        ) from error
    with listener:
        bound: int = listener.getsockname()[1]
        url = f"http://{HOST}:{bound}"
        # werkzeug duplicates the descriptor; on a busy port of its own choice it would exit the process.
        server = make_server(
            HOST, bound, create_app(url), threaded=True, request_handler=_Quiet, fd=listener.fileno()
        )
    thread = Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, name=f"bitbucket:{bound}", daemon=True
    )
    thread.start()
    return RunningBitbucket(url, server, thread)
