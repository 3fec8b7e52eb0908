"""A local stack as people start it: the `slipway local up` of this checkout, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from slipway.packaging.order import ROOT
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MAPPING = """\
version: 1
services:
  shop-api-production:
    image: {repository: shop/api, tags: "*"}
    ecs: {cluster: production, service: shop-api, container: api}
    bitbucket: {repository: acme/shop-api}
"""
DEADLINE_SECONDS = 120.0


@pytest.fixture(scope="session")
def mapping(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mapping") / "services.yaml"
    path.write_text(MAPPING)
    return path


@contextmanager
def up(mapping: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run `slipway local up` on free ports unless `options` say otherwise; kill it in the end at the latest."""
    ports = ("--aws-port", "0", "--bitbucket-port", "0")
    program = "from slipway.cli import main; main()"
    command = [sys.executable, "-c", program, "local", "up", "--mapping", str(mapping), *ports, *options]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="session")
def start(mapping: Path) -> Callable[..., Any]:
    """`with start(*options) as process:` runs one more stack."""

    def start_one(*options: str) -> Any:
        return up(mapping, *options)

    return start_one


@pytest.fixture(scope="module")
def process(mapping: Path) -> Iterator[subprocess.Popen[str]]:
    with up(mapping) as started:
        yield started


@pytest.fixture(scope="module")
def ready(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What its ready line says."""
    assert process.stdout
    line: dict[str, Any] = json.loads(process.stdout.readline())
    return line


def descendants(pid: int) -> set[int]:
    """Every process below `pid`, by the process table."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="],  # noqa: S607 - wherever this system has it
        capture_output=True,
        text=True,
        check=True,
    )
    parents = {int(child): int(parent) for child, parent in map(str.split, listed.stdout.splitlines())}
    below = {pid}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    return below - {pid}


@pytest.fixture
def below() -> Callable[[int], set[int]]:
    return descendants


@pytest.fixture
def gone() -> Callable[[set[int]], bool]:
    """Tell whether all the processes end within the deadline."""

    def wait(pids: set[int]) -> bool:
        return eventually(lambda: not any(map(_alive, pids)), "the processes' end", DEADLINE_SECONDS)

    return wait


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not _zombie(pid)


def _zombie(pid: int) -> bool:
    """Tell whether it has ended, and only waits for its adoptive parent to take note."""
    state = subprocess.run(  # noqa: S603 - our own command
        ["ps", "-o", "stat=", "-p", str(pid)],  # noqa: S607 - wherever this system has it
        capture_output=True,
        text=True,
        check=False,
    )
    return state.stdout.strip().startswith("Z") or not state.stdout.strip()
