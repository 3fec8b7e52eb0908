"""`slipway plan` says beforehand what the deployer then does."""

from __future__ import annotations

import json
import os
from typing import Any

from click.testing import CliRunner

from builders import commit
from journey import Journey
from slipway.commands.plan import command

WRITES = ("ecs:RegisterTaskDefinition", "ecs:UpdateService")


def planned(journey: Journey, tag: str) -> dict[str, Any]:
    arguments = [journey.name, "--tag", tag, "--mapping", os.environ["SLIPWAY_MAPPING"], "--json"]
    answer: dict[str, Any] = json.loads(CliRunner().invoke(command, arguments).output)
    return answer


def test_the_revision_is_registered_as_it_was_planned(journey: Journey) -> None:
    pushed = journey.push("v2", revision=commit("v2"))
    plan = planned(journey, "v2")
    journey.aws.local("DELETE", "calls")

    journey.deliver(*pushed)

    added = [line[1:].strip().strip(",") for line in plan["diff"] if line.startswith("+ ")]
    running = journey.running()
    tags = {one["key"]: one["value"] for one in running["tags"]} | {"slipway:deployment": "(its own id)"}
    assert [f'"image": "{running["containerDefinitions"][0]["image"]}"'] == [
        line for line in added if 'image":' in line
    ]
    assert {line for line in added if "slipway:" in line} == {
        f'"{key}": "{value}"' for key, value in tags.items()
    }
    assert [one for one in journey.calls() if one in WRITES] == list(WRITES)
    assert len(plan["steps"]) == len(WRITES)


def test_once_it_runs_there_is_nothing_left_to_do(journey: Journey) -> None:
    journey.pushed("v2", revision=commit("v2"))
    assert planned(journey, "v2")["decision"] in {"follows", "unchanged"}
    journey.decided(commit("v2"))
    assert planned(journey, "v2")["decision"] == "unchanged"
