"""Where the engine is looked for, and what is said when there is none."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from slipway.commands.local import up
from slipway.local.engine.host import EngineHost, Network, NoHostError, find

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "docker.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        yield path


def test_docker_host_says_where_it_is(listening: Path) -> None:
    assert find({"DOCKER_HOST": f"unix://{listening}"}, ()) == EngineHost(f"unix://{listening}")
    assert find({"DOCKER_HOST": "tcp://127.0.0.1:2375"}, ()) == EngineHost("tcp://127.0.0.1:2375")


def test_without_it_the_first_socket_that_is_there_is_taken(tmp_path: Path, listening: Path) -> None:
    assert find({}, (tmp_path / "none", listening)).url == f"unix://{listening}"


def test_containers_can_be_had_on_the_machine_s_own_network(listening: Path) -> None:
    variables = {"DOCKER_HOST": f"unix://{listening}", "SLIPWAY_ENGINE_NETWORK": "host"}
    assert find(variables, ()).network is Network.HOST


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "DOCKER_HOST is not set, and there is no socket at /nowhere/docker.sock"),
        ({"DOCKER_HOST": "unix:///nowhere/podman.sock"}, "there is no socket at /nowhere/podman.sock"),
        ({"DOCKER_HOST": "tcp://build.example:2375"}, "would not be reached on 127.0.0.1"),
        ({"SLIPWAY_ENGINE_NETWORK": "mesh"}, "'mesh' is neither bridge nor host"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    with pytest.raises(NoHostError, match=said):
        find(variables, (type(tmp_path)("/nowhere/docker.sock"),))


def test_slipway_local_up_starts_nothing_without_the_engine_that_was_asked_for() -> None:
    variables = {"DOCKER_HOST": "unix:///nowhere/docker.sock"}
    result = CliRunner().invoke(up, ["--engine", "docker"], env=variables)
    assert result.exit_code == 1
    assert "there is no socket at /nowhere/docker.sock. Start the engine first." in result.output
