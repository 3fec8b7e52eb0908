"""What the engine itself says, asked past everything that is tested."""

from __future__ import annotations

import http.client
import json
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from slipway.local.engine import owner

if TYPE_CHECKING:
    from slipway.local.engine.host import EngineHost


def owners(host: EngineHost) -> list[str]:
    """Of every container, running or not, whose it is ("" if not a local stack's)."""
    return [(one["Labels"] or {}).get(owner.LABEL, "") for one in ask(host, "/containers/json?all=true")]


def images(host: EngineHost, stack: str) -> list[str]:
    """The names of the images that this stack has loaded."""
    names = [name for one in ask(host, "/images/json") for name in one["RepoTags"] or ()]
    return [name for name in names if name.startswith(f"slipway.local/{stack}/")]


def ask(host: EngineHost, path: str) -> Any:
    connection = _connection(host.url)
    try:
        connection.request("GET", f"/v1.40{path}")
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection = http.client.HTTPConnection("localhost")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(parts.path)
    return connection
