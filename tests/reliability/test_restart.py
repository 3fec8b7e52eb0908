"""The whole of AWS dies in the middle of a rollout and comes back with what it had kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from builders import commit
from journey import Journey, service_of
from local_stack import Local, LocalAws, image
from reliability.deployed import SWEEP
from reliability.restartable import Restartable
from reliability.rollouts import Rollouts, assert_told_once
from reliability.table import Table, assert_nothing_is_left_open
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("threads")
V2 = commit("v2")
NAME = "survivor"


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Restartable]:
    mapping = tmp_path / "services.yaml"
    mapping.write_text(json.dumps({"version": 1, "services": {NAME: service_of(NAME)}}))
    state = tmp_path / "state"
    state.mkdir()
    with Restartable(state, mapping) as running:
        yield running


def nobody_is_told_any_more(aws: LocalAws) -> None:
    """The events of the rollout's end are lost, and no schedule sweeps."""
    for rule in aws.client("events").list_rules()["Rules"]:
        aws.client("events").disable_rule(Name=rule["Name"])


def test_a_rollout_that_aws_died_in_is_finished_and_reported_after_its_return(stack: Restartable) -> None:
    aws = LocalAws(stack.cloud)
    table = Table(aws, stack.deployed.outputs["Table"])
    journey = Journey(aws, Local(stack.bitbucket.url), NAME)
    journey.begin()
    aws.push(NAME, image(V2, ready_after="6"), V2)
    eventually(lambda: journey.shown(V2) == ["INPROGRESS"], "its first status")
    assert journey.states()[0] == "IN_PROGRESS"
    nobody_is_told_any_more(aws)

    stack.dies_and_comes_back()

    assert table.states(NAME) == {V2: "deploying"}
    eventually(lambda: journey.states() == ["COMPLETED"], "the rollout's end")
    table.minutes_pass(NAME)
    function = stack.deployed.functions["sweep"]
    aws.client("lambda").invoke(FunctionName=function, Payload=json.dumps(SWEEP).encode())

    journey.ends(V2, "SUCCESSFUL")
    assert_told_once(Rollouts(aws, NAME, "web", NAME), image(V2, ready_after="6").digest)
    assert table.states(NAME) == {V2: "succeeded"}
    eventually(lambda: table.open() == 0, "an end of everything")
    assert_nothing_is_left_open(table.items(NAME))
