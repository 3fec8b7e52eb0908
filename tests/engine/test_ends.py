"""No container outlives its stack for long, however that ended."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from builders import ACCOUNT, REGION
from engine.asked import images, owners
from engine.played import Played
from local_stack import LocalAws
from slipway.local.engine import owner
from slipway.local.stack import ports
from slipway.local.stack.cloud import Cloud
from slipway.local.stack.local_aws import PYTHON
from slipway.packaging.order import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slipway.local.engine.host import EngineHost

pytestmark = pytest.mark.xdist_group("engine")


@pytest.fixture
def process(host: EngineHost, busybox: bytes) -> Iterator[subprocess.Popen[str]]:
    """A local AWS that runs one container."""
    with started(host) as (process, local):
        played = Played(local, busybox)
        played.push("v1")
        played.reaches(played.run(played.register("v1")), "RUNNING")
        yield process


@contextmanager
def started(host: EngineHost) -> Iterator[tuple[subprocess.Popen[str], LocalAws]]:
    port = ports.choose(0, "--aws-port")
    where = ("--port", str(port), "--region", REGION, "--account", ACCOUNT)
    process = subprocess.Popen(  # noqa: S603 - the project's own command
        [
            str(PYTHON),
            "-m",
            "slipway.local.aws",
            *where,
            "--engine",
            host.url,
            "--engine-network",
            host.network,
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            yield process, LocalAws(Cloud(ready["aws"], REGION, ACCOUNT))
        finally:
            process.terminate()


def test_an_orderly_end_takes_containers_and_images_along(
    host: EngineHost, process: subprocess.Popen[str]
) -> None:
    mine = owner.stack_id(process.pid)
    assert owners(host).count(mine) == 1
    assert images(host, mine)
    process.terminate()
    process.wait(timeout=30)
    assert mine not in owners(host)
    assert not images(host, mine)


def test_what_a_sudden_end_left_behind_is_removed_by_the_next_stack(
    host: EngineHost, process: subprocess.Popen[str]
) -> None:
    mine = owner.stack_id(process.pid)
    process.kill()
    process.wait(timeout=30)
    assert mine in owners(host)
    with started(host):
        assert mine not in owners(host)
        assert not images(host, mine)
