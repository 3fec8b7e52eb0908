"""Every request but those to `/_local`, in the order they were answered."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from slipway.local.bitbucket.bodies import Json
    from slipway.local.bitbucket.clock import Clock

CUT = 0  # the status of a request that got no answer


class RequestLog:
    """WSGI middleware that notes method, path, status (0: cut off) and time of each request."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._entries: list[Json] = []

    def around(self, inner: WSGIApplication) -> WSGIApplication:
        def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
                self._note(environ, int(status.partition(" ")[0]))
                return start_response(status, headers, *exc_info)

            try:
                return inner(environ, start)
            except ConnectionError:
                self._note(environ, CUT)
                raise

        return application

    def entries(self) -> list[Json]:
        """List `[{method, path, status, at}]`, oldest first."""
        with self._lock:
            return list(self._entries)

    def forget(self) -> None:
        with self._lock:
            self._entries.clear()

    def _note(self, environ: WSGIEnvironment, status: int) -> None:
        path = environ["PATH_INFO"]
        if path.startswith("/_local/"):
            return
        entry: Json = {"method": environ["REQUEST_METHOD"], "path": path, "status": status}
        with self._lock:
            self._entries.append({**entry, "at": self._clock().isoformat()})
