"""A web server to be put behind the load balancer; it does what a test tells it to."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator


class Server(ThreadingHTTPServer):
    """`/held` is answered once `release` is set."""

    daemon_threads = True

    def __init__(self, name: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.name, self.health = name, 200
        self.asked, self.release = Event(), Event()

    @property
    def port(self) -> int:
        return self.server_port


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = cast("Server", self.server)
        if self.path == "/held":
            server.asked.set()
            server.release.wait(30)
        self._answer(server.health if self.path == "/health" else 200, server.name.encode())

    def do_POST(self) -> None:
        """Tells what it was asked, with status 201."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = {"path": self.path, "headers": dict(self.headers), "bytes": len(body)}
        self._answer(201, json.dumps(told).encode())

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("X-Server", "a")
        self.send_header("X-Server", "b")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(name: str) -> Iterator[Server]:
    with Server(name) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.release.set()
            server.shutdown()
            thread.join()
