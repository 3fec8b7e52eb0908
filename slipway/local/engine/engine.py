"""A container engine behind Docker's API: Docker itself, or podman's compatible socket."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import docker
import docker.errors
import requests

from slipway.local.engine import owner
from slipway.local.engine.archive import archive
from slipway.local.engine.container import RealContainer
from slipway.local.engine.host import Network, NoEngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.local.aws.engine import Order
    from slipway.local.engine.archive import PushedImage
    from slipway.local.engine.host import EngineHost

    Fetch = Callable[[str, str], PushedImage]

IMAGES = "slipway.local"
"""What the names of all images that local stacks load begin with."""
LOOPBACK = "127.0.0.1"
ANSWER_SECONDS = 30
CONNECTIONS = 64
AT_ONCE = 8


class RealContainers:
    def __init__(self) -> None:
        self._all: dict[str, RealContainer] = {}

    def add(self, container: RealContainer) -> None:
        self._all[container.id] = container

    def forget(self, container_id: str) -> None:
        self._all.pop(container_id, None)

    def get(self, container_id: str) -> RealContainer:
        """Raises `KeyError` for a container that is not one of ours."""
        return self._all[container_id]

    def list(self, **_filters: object) -> list[RealContainer]:
        return list(self._all.values())


class RealEngine:
    """Every container carries the label `slipway.stack`, and is removed by `close`.

    `fetch(reference, platform)` gives what was pushed to the local ECR; it raises `ImageMissingError`.
    """

    def __init__(self, host: EngineHost, fetch: Fetch) -> None:
        self.containers = RealContainers()
        self.stack = owner.stack_id()
        self._host, self._fetch = host, fetch
        self._loading, self._loaded = threading.Lock(), set[str]()
        self._closed = False
        self._client: Any = docker.DockerClient(
            base_url=host.url, timeout=ANSWER_SECONDS, max_pool_size=CONNECTIONS
        )
        self._platform = self._ask_platform()
        self._sweep(owner.gone)

    def start(self, order: Order) -> RealContainer:
        """Loads the image if this is its first container, and runs it; returns once it runs.

        Raises `ImageMissingError` if the local ECR has no such image, `APIError` with what the engine said.
        """
        name = self._load(order.image)
        if self._closed:
            raise NoEngineError("The stack is ending.")
        ports = dict(zip(order.ports, map(_free_port, order.ports), strict=True))
        on_host = self._host.network is Network.HOST
        inner = self._client.containers.create(
            name,
            command=list(order.command) or None,
            entrypoint=list(order.entry_point) or None,
            environment=dict(order.environment) | (_told(ports) if on_host else {}),
            labels=dict(order.labels) | {owner.LABEL: self.stack},
            **({"network_mode": "host"} if on_host else {"ports": _published(order.ports)}),
        )
        try:
            inner.start()
            inner.reload()
            addresses = (
                {one: (LOOPBACK, there) for one, there in ports.items()} if on_host else _addresses(inner)
            )
            container = RealContainer(inner, addresses, self.containers.forget)
        except Exception:
            inner.remove(force=True, v=True)
            raise
        self.containers.add(container)
        return container

    def close(self) -> None:
        """Removes every container and every image of this stack."""
        self._closed = True
        with self._loading:
            self._sweep(lambda stack: stack == self.stack)
        self._client.close()

    def _load(self, reference: str) -> str:
        """The name under which the engine now has the image; the first pull makes all others wait."""
        with self._loading:
            image = self._fetch(reference, self._platform)
            repository = reference.partition("@")[0].partition("/")[2].partition(":")[0]
            name = f"{IMAGES}/{self.stack}/{repository}:{image.id.partition(':')[2][:12]}"
            if name not in self._loaded and not self._closed:
                self._client.images.load(archive(image, name))
                self._loaded.add(name)
            return name

    def _ask_platform(self) -> str:
        try:
            said = self._client.version()
        except (docker.errors.DockerException, requests.RequestException) as problem:
            raise NoEngineError(
                f"No container engine answers at {self._host.url} ({problem}). Start Docker, or podman by "
                "`tools/container-engine start DIR`, or set DOCKER_HOST to where one listens."
            ) from problem
        return f"{said['Os']}/{said['Arch']}"

    def _sweep(self, theirs: Callable[[str], bool]) -> None:
        """Removes the containers and the images of such stacks: of those that could not, for one."""
        found = self._client.containers.list(all=True, filters={"label": owner.LABEL})
        with ThreadPoolExecutor(AT_ONCE) as pool:
            left = [one for one in found if theirs(one.labels.get(owner.LABEL, ""))]
            list(pool.map(lambda one: _tried(RealContainer(one, {}, lambda _: None).remove), left))
        for image in self._client.api.images():
            for name in image.get("RepoTags") or ():
                home, _, rest = name.partition("/")
                if home == IMAGES and theirs("/".join(rest.split("/")[:3])):
                    _tried(partial(self._client.images.remove, name, force=True))


def _tried(remove: Callable[[], object]) -> None:
    try:
        remove()
    except (docker.errors.APIError, requests.RequestException):
        return  # the next stack's sweep has another try


def _published(ports: tuple[int, ...]) -> dict[str, tuple[str, None]]:
    return {f"{port}/tcp": (LOOPBACK, None) for port in ports}


def _addresses(inner: Any) -> dict[int, tuple[str, int]]:
    bound = inner.attrs["NetworkSettings"]["Ports"] or {}
    return {
        int(port.partition("/")[0]): (LOOPBACK, int(there[0]["HostPort"]))
        for port, there in bound.items()
        if there
    }


def _told(ports: dict[int, int]) -> dict[str, str]:
    """On the host's own network every container needs a port of its own, and has to be told which."""
    first = next(iter(ports.values()), None)
    return {} if first is None else {"HOST": LOOPBACK, "PORT": str(first)}


def _free_port(_port: int) -> int:
    with socket.create_server((LOOPBACK, 0)) as probe:
        chosen: int = probe.getsockname()[1]
    return chosen
