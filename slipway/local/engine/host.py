"""Where the container engine is, and how its containers are reached."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SOCKETS = (Path("/var/run/docker.sock"), Path("/run/podman/podman.sock"))
"""Where Docker and podman (as root) listen unless told otherwise."""
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
ENGINES = ("stand-in", "docker")
NETWORK_VARIABLE = "SLIPWAY_ENGINE_NETWORK"


class Network(StrEnum):
    BRIDGE = "bridge"
    """A network of the containers' own; their ports are published on 127.0.0.1."""
    HOST = "host"
    """The machine's own network, where no other works: containers are told HOST and PORT to listen on."""


class NoHostError(Exception):
    """Nothing says where an engine is; the message says what was looked for."""


class NoEngineError(Exception):
    """No engine answers where one is said to be."""


@dataclass(frozen=True, slots=True)
class EngineHost:
    """`url` as in DOCKER_HOST."""

    url: str
    network: Network = Network.BRIDGE


def find(environment: Mapping[str, str], sockets: Sequence[Path] = SOCKETS) -> EngineHost:
    """By DOCKER_HOST and SLIPWAY_ENGINE_NETWORK, else by the first of the `sockets` that is there.

    Raises:
        NoHostError: there is none, it is on another machine, or the network is none of those above.

    """
    named = environment.get(NETWORK_VARIABLE) or Network.BRIDGE
    if named not in list(Network):
        raise NoHostError(f"{NETWORK_VARIABLE}={named!r} is neither {' nor '.join(Network)}.")
    return EngineHost(_local(environment.get("DOCKER_HOST") or _socket(sockets)), Network(named))


def _socket(sockets: Sequence[Path]) -> str:
    for path in sockets:
        if path.is_socket():
            return f"unix://{path}"
    raise NoHostError(
        f"No container engine: DOCKER_HOST is not set, and there is no socket at {' or '.join(map(str, sockets))}. "
        "Start Docker, or podman by `tools/container-engine start DIR`, and set DOCKER_HOST to what that prints."
    )


def _local(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        path = Path(parts.path)
        if not path.is_socket():
            raise NoHostError(
                f"DOCKER_HOST is {url}, but there is no socket at {path}. Start the engine first."
            )
        return url
    if parts.hostname not in LOCAL:
        raise NoHostError(
            f"DOCKER_HOST is {url}: containers there would not be reached on 127.0.0.1. Use an engine on this machine."
        )
    return url
