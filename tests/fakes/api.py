"""An API that answers as it is told and remembers what it was asked, over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Stub:
    """Answers with (status, body) in this order, the last again and again."""

    answers: list[tuple[int, object]]
    url: str = ""
    asked: list[Asked] = field(default_factory=list)

    def answer(self) -> tuple[int, object]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def serving(*answers: tuple[int, object]) -> Iterator[Stub]:
    stub = Stub(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            stub.asked.append(Asked(self.command, self.path, dict(self.headers), body))
            status, content = stub.answer()
            sent = (content if isinstance(content, str) else json.dumps(content)).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent)))
            if status >= 500:
                self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = respond  # noqa: N815  as the standard library names them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  likewise
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
