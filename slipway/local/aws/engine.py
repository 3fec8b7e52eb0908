"""A stand-in for a container engine: containers are clocks that run, become ready and exit as image labels say.

`Engine` is what the ECS scheduler needs of any engine, in the words of the Docker SDK, since that is what MiniStack
speaks; slipway/local/engine has the one for real containers.

Labels: `local.exit-after` (seconds after the start) with `local.exit-code`, `local.ready-after` (seconds until
the container counts as running).
"""

from __future__ import annotations

import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from slipway.local.aws import images

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slipway.local.aws.settings import Pace


class ImageMissingError(Exception):
    """The engine cannot pull an image."""


@dataclass(frozen=True, slots=True)
class Order:
    """A container to be started, as a container definition describes it; `ports` are those inside."""

    image: str
    command: tuple[str, ...] = ()
    entry_point: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    ports: tuple[int, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


class Container(Protocol):
    """One container that was started."""

    id: str

    @property
    def status(self) -> str: ...
    @property
    def doomed(self) -> bool: ...
    def address(self, port: int) -> tuple[str, int] | None: ...
    def wait(self) -> dict[str, int]: ...
    def stop(self, timeout: int = 0) -> None: ...
    def remove(self, **options: Any) -> None: ...


class Engine(Protocol):
    """Starts containers and finds them again."""

    @property
    def containers(self) -> Any: ...
    def start(self, order: Order) -> Container: ...
    def close(self) -> None: ...


class StandInContainer:
    def __init__(self, labels: Mapping[str, str], pace: Pace, forget: Callable[[str], object]) -> None:
        self._forget = forget
        self.id = uuid.uuid4().hex * 2
        self.attrs: dict[str, Any] = {"NetworkSettings": {"Networks": {}}}
        self._code = int(labels.get("local.exit-code", "0"))
        self._lifetime = float(labels["local.exit-after"]) if "local.exit-after" in labels else None
        self._ready_after = float(labels.get("local.ready-after", "0"))
        self._doomed = self._lifetime is not None and self._lifetime <= pace.doomed
        self._started = time.monotonic()
        self._stopped = threading.Event()

    @property
    def status(self) -> str:
        return "exited" if self._stopped.is_set() or self._left() == 0 else "running"

    @property
    def doomed(self) -> bool:
        """Whether it will end by itself so soon that it never passes for healthy."""
        return self._doomed

    def address(self, port: int) -> None:
        """Nowhere."""

    def become_ready(self) -> None:
        """Returns once the container counts as running, or has ended before."""
        left = self._left()
        self._stopped.wait(self._ready_after if left is None else min(self._ready_after, left))

    def wait(self) -> dict[str, int]:
        self._stopped.wait(self._left())
        return {"StatusCode": self._code}

    def reload(self) -> None:
        """Its state is always current."""

    def stop(self, timeout: int = 0) -> None:  # noqa: ARG002 - the Docker SDK's signature
        self._stopped.set()

    def remove(self, **_options: object) -> None:
        self._stopped.set()
        self._forget(self.id)

    def logs(self, *, stream: bool = False, **_options: object) -> list[bytes] | bytes:
        return [b"started\n"] if stream else b"started\n"

    def _left(self) -> float | None:
        if self._lifetime is None:
            return None
        return max(0.0, self._started + self._lifetime - time.monotonic())


class StandInContainers:
    def __init__(self) -> None:
        self._all: dict[str, StandInContainer] = {}

    def add(self, container: StandInContainer) -> None:
        self._all[container.id] = container

    def forget(self, container_id: str) -> None:
        self._all.pop(container_id, None)

    def get(self, container_id: str) -> StandInContainer:
        """Raises `KeyError` for a container that is not there (MiniStack expects any exception)."""
        return self._all[container_id]

    def list(self, **_filters: object) -> list[StandInContainer]:
        return list(self._all.values())


class StandInEngine:
    def __init__(self, pace: Pace, pause: Callable[[float], None] = time.sleep) -> None:
        self.containers = StandInContainers()
        self._pace = pace
        self._pause = pause

    def start(self, order: Order) -> StandInContainer:
        """Pulls the image from the local ECR and runs it; returns once it counts as running.

        Raises `ImageMissingError` if the local ECR has no such image.
        """
        image = order.image
        self._pause(self._pace.pull)
        found = images.find(image)
        if found is None:
            raise ImageMissingError(
                f"pull image manifest has been retried 1 time(s): failed to resolve ref {image}: {image}: not found"
            )
        container = StandInContainer(found.labels, self._pace, self.containers.forget)
        self.containers.add(container)
        container.become_ready()
        return container

    def close(self) -> None:
        """Clocks need no removal."""
