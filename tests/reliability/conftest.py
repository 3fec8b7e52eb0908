"""The local AWS twice: for the real handlers in this process, and with the package as it ships."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from integration.conftest import journey
from journey import service_of
from local_stack import PACE, Local, LocalAws
from reliability.deployed import Deployed
from reliability.fleet import CLUSTER, PUSHES, SERVICES, Fleet
from slipway.local.stack.cloud import Cloud
from slipway.local.stack.running import running_stack
from slipway.local.stack.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["journey"]

# Two seconds pass for a minute of the schedule; more copies of a function than this would only wait for a core.
MORE_PACE = (*PACE, "minute=2")
CONCURRENCY = 3
SINGLES = [f"single-{number:03}" for number in range(160)]


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Without its schedule, so that a test alone says when a sweep runs."""
    fleet = {name: {**service_of(name), "ecs": {"cluster": CLUSTER, "service": name}} for name in SERVICES}
    singles = {name: service_of(name) for name in SINGLES}
    mapping = tmp_path_factory.mktemp("mapping") / "services.yaml"
    mapping.write_text(json.dumps({"version": 1, "services": fleet | singles}))
    with running_stack(Wanted(mapping=mapping, pace=MORE_PACE)) as running:
        local = LocalAws(Cloud(running.aws, running.region, running.account))
        found = Deployed(running, local, Local(running.bitbucket), iter(SINGLES))
        found.schedule(enabled=False)
        found.at_most(CONCURRENCY)
        yield found


@pytest.fixture
def world(deployed: Deployed) -> Iterator[Deployed]:
    """With nothing wrong before and after, and nothing that an earlier test left in the queue."""
    deployed.begin()
    yield deployed
    deployed.end()


@pytest.fixture
def fleet(world: Deployed) -> Iterator[Fleet]:
    started = Fleet(world.aws, world.bitbucket, SERVICES, PUSHES)
    started.begin()
    yield started
    started.end()
