"""Faults on order: the next requests under a path are slow, refused, or cut off without an answer.

`POST /_local/faults {"status", "times", "delay_seconds", "headers", "path"}`; `DELETE` clears. `status`
absent: only slow; 0: the connection is cut before the request does anything. `times` is 1 unless told, `path`
a prefix, the status API unless told. Faults are used up in the order they were made; `/_local` never fails.
"""

from __future__ import annotations

import json
import socket
import time
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING

from flask import Blueprint
from werkzeug.wrappers import Response

from slipway.local.bitbucket.bodies import json_object, mapping, number, text
from slipway.local.bitbucket.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from slipway.local.bitbucket.bodies import Json

STATUS_API = "/2.0/repositories"
FIELDS = ("status", "times", "delay_seconds", "headers", "path")
CUT = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the next `times` requests under `path`; `status` None: only the delay."""

    status: int | None = None
    times: int = 1
    delay_seconds: float = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    path: str = STATUS_API


def parse(body: Json) -> Fault:
    """Read the fault a body describes.

    Raises:
        ApiError: 400, for a field of the wrong kind or range.

    """
    status = body.get("status")
    valid = status is None or (type(status) is int and (status == CUT or 400 <= status <= 599))  # noqa: PLR2004  # HTTP's own ranges
    if not valid:
        raise ApiError(HTTPStatus.BAD_REQUEST, f"status: {status!r} is neither 0 nor from 400 to 599.")
    times = number(body, "times", 1)
    if times != int(times) or times < 1:
        raise ApiError(HTTPStatus.BAD_REQUEST, f"times: {times!r} is not a whole number from 1 up.")
    return Fault(
        status=status if isinstance(status, int) else None,
        times=int(times),
        delay_seconds=number(body, "delay_seconds", 0),
        headers={str(name): str(value) for name, value in mapping(body, "headers").items()},
        path=text(body, "path", STATUS_API),
    )


class Faults:
    """The faults still to happen, and the WSGI middleware that makes them happen."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._due: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._due.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._due.clear()

    def take(self, path: str) -> Fault | None:
        """Take the first fault due for `path`, used up once."""
        with self._lock:
            for position, fault in enumerate(self._due):
                if path.startswith(fault.path) and not path.startswith("/_local/"):
                    self._due[position : position + 1] = (
                        [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                    )
                    return fault
        return None

    def around(self, inner: WSGIApplication) -> WSGIApplication:
        def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            fault = self.take(environ["PATH_INFO"])
            if fault is None:
                return inner(environ, start_response)
            time.sleep(fault.delay_seconds)
            if fault.status is None:
                return inner(environ, start_response)
            if fault.status == CUT:
                _cut(environ)
            return _answer(fault.status, fault.headers)(environ, start_response)

        return application


def _cut(environ: WSGIEnvironment) -> None:
    connection = environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError("cut off, as a fault was ordered")


def _answer(status: int, headers: Mapping[str, str]) -> Response:
    message = f"A fault was ordered: {status}"
    body = json.dumps({"type": "error", "error": {"message": message}})
    response = Response(body, status, mimetype="application/json")
    response.headers.update(headers)
    return response


def faults_api(faults: Faults) -> Blueprint:
    routes = Blueprint("faults", __name__, url_prefix="/_local/faults")

    @routes.post("")
    def order() -> tuple[Json, int]:
        fault = parse(json_object(FIELDS))
        faults.add(fault)
        answer: Json = {name: getattr(fault, name) for name in FIELDS}
        return answer, HTTPStatus.CREATED

    @routes.delete("")
    def clear() -> tuple[str, int]:
        faults.clear()
        return "", HTTPStatus.NO_CONTENT

    return routes
