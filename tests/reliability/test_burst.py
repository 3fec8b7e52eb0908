"""A burst of pushes through the packaged functions: 100 to 20 services, in `make soak` 1,000 to 100."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from reliability.table import assert_nothing_is_left_open
from waiting import eventually

if TYPE_CHECKING:
    from reliability.deployed import Deployed
    from reliability.fleet import Fleet

pytestmark = pytest.mark.xdist_group("reliability")
SEED = 20261122
WITHIN = 900.0
FUNCTIONS = ("image_pushed", "deployment_changed", "sweep")


def test_of_a_burst_the_newest_image_runs_everywhere_and_nothing_is_left_open(
    world: Deployed, fleet: Fleet
) -> None:
    world.pushes_are_told(enabled=False)
    fleet.push_all()
    world.pushes_are_told(enabled=True)
    world.aws.local("DELETE", "calls")
    world.schedule(enabled=True)
    began = time.monotonic()

    fleet.deliver_shuffled(SEED)

    eventually(lambda: world.table.open() == 0 and everything_is_recorded(world, fleet), "an end", WITHIN)
    seconds = time.monotonic() - began
    world.schedule(enabled=False)
    calls = Counter(world.aws.calls())
    total = len(fleet.services) * fleet.pushes
    print(  # noqa: T201  the figures are the point of a soak
        f"\nburst: {total} pushes to {len(fleet.services)} services in {seconds:.1f} s: "
        f"{calls['ecs:UpdateService']} UpdateService, {calls['ecs:RegisterTaskDefinition']} "
        f"RegisterTaskDefinition, {calls['ecs:DescribeServices']} DescribeServices, "
        f"{sum(count for name, count in calls.items() if name.startswith('dynamodb:'))} of DynamoDB"
    )
    assert len(fleet.services) <= calls["ecs:UpdateService"] <= total
    assert calls["ecs:RegisterTaskDefinition"] == calls["ecs:UpdateService"]
    assert_newest_everywhere(world, fleet)
    assert_commits_show_the_truth(fleet)
    assert_nothing_went_wrong(world)


def everything_is_recorded(world: Deployed, fleet: Fleet) -> bool:
    """Every push has become a deployment."""
    found = [one for one in world.table.items() if one["sk"].startswith("DEPLOYMENT#")]
    return sum(one["wish"]["service"] in fleet.pushed for one in found) == len(fleet.services) * fleet.pushes


def assert_newest_everywhere(world: Deployed, fleet: Fleet) -> None:
    assert_nothing_is_left_open(world.table.items())
    for service, pushed in fleet.pushed.items():
        rollouts = fleet.rollouts(service)
        assert rollouts.running() == pushed[-1]
        told = [pushed.index(one) for one in rollouts.digests()]
        assert told == sorted(set(told)), "an older image was rolled out over a newer one, or one twice"
        made_for = rollouts.made_for()
        assert len(made_for) == len(set(made_for)) == len(told)


def assert_commits_show_the_truth(fleet: Fleet) -> None:
    shown = fleet.shown()
    for service in fleet.services:
        tags = [fleet.tag(service, number) for number in range(fleet.pushes)]
        assert shown[tags[-1]] == "SUCCESSFUL"
        assert {shown[tag] for tag in tags[:-1]} <= {"STOPPED", "SUCCESSFUL"}, "superseded, or done before"


def assert_nothing_went_wrong(world: Deployed) -> None:
    assert world.dead_letters() == []
    for function in FUNCTIONS:
        assert world.told(function, level="ERROR") == []
