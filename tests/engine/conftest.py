"""Real containers, where a machine has an engine for them; elsewhere these tests say what is missing."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from builders import ACCOUNT, REGION
from local_stack import LocalAws
from slipway.demo.containers.building import BUSYBOX, Builder
from slipway.local.engine.host import EngineHost, NoHostError, find
from slipway.local.stack import local_aws, ports
from slipway.local.stack.cloud import Cloud
from slipway.local.stack.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACE = ("steady=0.6", "pull=0.05", "drain=0.05", "restart=0.2", "listed=0.1", "check=0.05")
EXPECTED = os.environ.get("SLIPWAY_ENGINE_EXPECTED") == "1"
TOOLS = ("buildah", "skopeo")


def lacking(reason: str) -> None:
    """Skips, or fails where there should be nothing lacking: .ci/run says so by SLIPWAY_ENGINE_EXPECTED=1."""
    if EXPECTED:
        pytest.fail(f"SLIPWAY_ENGINE_EXPECTED=1, but real containers cannot be tested: {reason}")
    pytest.skip(f"no real containers: {reason}")


@pytest.fixture(scope="session")
def host() -> EngineHost:
    try:
        return find(os.environ)
    except NoHostError as problem:
        lacking(str(problem))
        raise


@pytest.fixture(scope="session")
def busybox() -> bytes:
    """A static binary to build images of."""
    found = [path for path in BUSYBOX if path.exists()]
    if not found:
        lacking("busybox-static is not installed")
    return found[0].read_bytes()


@pytest.fixture(scope="session")
def builder(tmp_path_factory: pytest.TempPathFactory, busybox: bytes) -> Builder:  # noqa: ARG001 - it is there
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        lacking(f"{' and '.join(missing)} not installed")
    return Builder(tmp_path_factory.mktemp("builder"))


@contextmanager
def running(folder: Path, engine: EngineHost | None) -> Iterator[LocalAws]:
    wanted = Wanted(region=REGION, account=ACCOUNT, pace=PACE, engine=engine)
    port = ports.choose(0, "--aws-port")
    with local_aws.start(wanted, port, folder) as process:
        process.ready_line()
        yield LocalAws(Cloud(f"http://{ports.HOST}:{port}", REGION, ACCOUNT))


@pytest.fixture(scope="package")
def real_aws(tmp_path_factory: pytest.TempPathFactory, host: EngineHost) -> Iterator[LocalAws]:
    """A local AWS whose ECS runs real containers."""
    with running(tmp_path_factory.mktemp("real"), host) as local:
        yield local


@pytest.fixture(scope="package")
def stand_in_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    with running(tmp_path_factory.mktemp("stand-in"), None) as local:
        yield local
