"""One real container, with what the local ECS asks of any engine's."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import docker.errors
import requests

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KILLED = 137
"""The exit code of a container that is gone without a word, as if by SIGKILL."""
LOOK_AGAIN_SECONDS = 0.4


class RealContainer:
    """`addresses` leads from a port inside to the host and port where it is reached from here."""

    def __init__(
        self, inner: Any, addresses: Mapping[int, tuple[str, int]], forget: Callable[[str], object]
    ) -> None:
        self.id: str = inner.id
        self.attrs: dict[str, Any] = {"NetworkSettings": {"Networks": {}}}
        self._inner, self._addresses, self._forget = inner, dict(addresses), forget
        self._removed = threading.Event()
        self._code: int | None = None

    @property
    def status(self) -> str:
        """As of the last `reload`."""
        ended = self._code is not None or self._inner.status in {"exited", "dead", "stopped"}
        return "exited" if ended else "running"

    @property
    def doomed(self) -> bool:
        """Nobody knows a real one's end before; whether it has ended is asked, since word of that takes a while."""
        try:
            self.reload()
        except (docker.errors.APIError, requests.RequestException):
            return False
        return self.status == "exited"

    def address(self, port: int) -> tuple[str, int] | None:
        return self._addresses.get(port)

    def reload(self) -> None:
        try:
            self._inner.reload()
        except docker.errors.NotFound:
            self._code = KILLED if self._code is None else self._code

    def wait(self) -> dict[str, int]:
        """Returns at the container's end; an engine that does not answer for a while is no end.

        It is looked at again and again, since podman never ends a wait for a container that was removed, and asks
        itself how it is as long as it lives (measured, podman 4.3: a third of a core for twenty of them).
        """
        while self._code is None and not self._removed.wait(LOOK_AGAIN_SECONDS):
            self._look()
        return {"StatusCode": KILLED if self._code is None else self._code}

    def _look(self) -> None:
        try:
            self.reload()
        except (docker.errors.APIError, requests.RequestException):
            return
        if self._code is None and self.status == "exited":
            self._code = int(self._inner.attrs["State"]["ExitCode"])

    def stop(self, timeout: int = 5) -> None:
        """Asks it to end and makes it end after `timeout` seconds."""
        self._inner.stop(timeout=timeout)

    def remove(self, **_options: object) -> None:
        """At once, whatever it does."""
        self._look()
        self._removed.set()
        try:
            if self._code is None:
                self._kill()
            self._inner.remove(force=True, v=True)
        except docker.errors.NotFound:
            pass
        finally:
            self._forget(self.id)

    def logs(self, **options: Any) -> Any:
        return self._inner.logs(**options)

    def _kill(self) -> None:
        """Some engines wait ten seconds for a container that is removed by force to end by itself."""
        try:
            self._inner.kill()
        except docker.errors.APIError:  # it has ended
            return
