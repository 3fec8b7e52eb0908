"""A server on 127.0.0.1 that answers byte for byte what a test says."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedIOBase


@dataclass
class Web:
    """`answers` are sent one a request, the last for ever; `requests` are what was heard."""

    url: str
    answers: list[bytes]
    requests: list[bytes] = field(default_factory=list)


def answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """An HTTP answer; a header's underscores are hyphens."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} Whatever", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in ({"Content-Length": str(len(body))} | given).items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@contextmanager
def serving(*answers: bytes) -> Iterator[Web]:
    """Serves these answers for as long as the block lasts."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            web.requests.append(_request(self.rfile))
            said = web.answers.pop(0) if len(web.answers) > 1 else web.answers[0]
            try:
                self.wfile.write(said)
            except (BrokenPipeError, ConnectionResetError):
                return  # whoever asked had heard enough

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        web = Web(f"http://127.0.0.1:{server.server_address[1]}", list(answers))
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield web
        finally:
            server.shutdown()


def _request(stream: BufferedIOBase) -> bytes:
    head, length = b"", 0
    while (line := stream.readline()) not in {b"\r\n", b""}:
        head += line
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return head + b"\r\n" + stream.read(length)
