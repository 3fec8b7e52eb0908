"""An API that plays what a test wrote down, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import SHUT_RDWR
from threading import Thread
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

DEPLOYMENT_ID = "shop-api.20261122T120000.0a1b2c3d"
CUT = -1


@dataclass(frozen=True, slots=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` CUT: the connection ends without an answer."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Played:
    """The answers in order, whatever is asked; the last one again and again."""

    url: str = ""
    answers: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def plays(self, *answers: Answer | dict[str, Any]) -> None:
        self.answers = [one if isinstance(one, Answer) else Answer(one) for one in answers]

    def next(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def deployment(state: str, **more: Any) -> dict[str, Any]:
    return {
        "id": DEPLOYMENT_ID,
        "service": "shop-api",
        "image": "v2",
        "tag": "v2",
        "commit": "1f2e3d4c5b6a79880716253443526170f8e9dacb",
        "state": state,
        "reason": "",
        "requested_by": "operator ann",
        "requested_at": "2026-11-22T12:00:00Z",
        "tasks": None,
        "surprise": {"of": "a newer API"},
        **more,
    }


def service(**more: Any) -> dict[str, Any]:
    return {
        "name": "shop-api",
        "cluster": "production",
        "state": "succeeded",
        "held": None,
        "current": {"deployment": DEPLOYMENT_ID, "image": "v2", "since": "2026-11-22T12:01:00Z"},
        "badge_url": "https://deploy.example.com/badges/shop-api.svg?token=t0ken",
        "deployments": [deployment("succeeded")],
        "next": None,
        **more,
    }


def problem(status: int, detail: str, title: str = "Conflict", **headers: str) -> Answer:
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(said, status, {"Content-Type": "application/problem+json", **named})


def busy(status: int = 503, retry_after: str = "0") -> Answer:
    return problem(status, "Send it again.", "Busy", Retry_After=retry_after)


@contextmanager
def playing() -> Iterator[Played]:
    played = Played()
    app = Flask(__name__)
    # Werkzeug then takes a ConnectionError for a peer that is gone, and answers nothing.
    app.config["PROPAGATE_EXCEPTIONS"] = True
    methods = ["GET", "POST", "PUT", "DELETE"]

    @app.route("/api/<path:path>", methods=methods)
    def play(path: str) -> Response:
        body = request.get_json() if request.data else None
        said = Asked(request.method, f"/{path}", request.args.to_dict(), body, dict(request.headers))
        played.asked.append(said)
        answer = played.next()
        if answer.status == CUT:
            request.environ["werkzeug.socket"].shutdown(SHUT_RDWR)
            raise ConnectionAbortedError
        made = Response(answer.body) if isinstance(answer.body, str) else jsonify(answer.body)
        made.status_code = answer.status
        made.headers.update(answer.headers)
        return made

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    played.url = f"http://127.0.0.1:{server.port}/api"
    try:
        yield played
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
