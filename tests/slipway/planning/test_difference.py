"""The diff of two task definitions, and what it never shows."""

from __future__ import annotations

from typing import Any

import pytest

from builders import definition
from chalicelib.domain.ecs import Json, TaskDefinition
from chalicelib.domain.plan import Register
from slipway.planning.difference import difference, masked

ARN = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7"


def diff(before: dict[str, Json], after: dict[str, Json]) -> list[str]:
    return difference(TaskDefinition(ARN, before, {}), Register(after, {}))


def container(**members: Any) -> dict[str, Json]:
    return {"family": "web", "containerDefinitions": [{"name": "api", "image": "x", **members}]}


def test_the_order_of_keys_is_no_difference() -> None:
    before = definition()
    assert diff(before, dict(reversed(before.items()))) == []


def test_the_diff_names_the_revision_that_runs_and_the_next() -> None:
    assert diff(definition(), definition("other"))[:2] == ["--- web:7", "+++ web:(next)"]


def test_what_does_not_change_is_left_out_but_for_three_lines_around() -> None:
    lines = diff(definition(), definition("other"))
    assert len([line for line in lines[2:] if line.startswith(" ")]) == 6
    assert not any("taskRoleArn" in line for line in lines)


@pytest.mark.parametrize(
    "members",
    [
        {"environment": [{"name": "PASSWORD", "value": "swordfish"}]},
        {"secrets": [{"name": "TOKEN", "valueFrom": "swordfish"}]},
        {"command": ["--password", "swordfish"]},
        {"entryPoint": ["swordfish"]},
        {"dockerLabels": {"key": "swordfish"}},
        {"healthCheck": {"command": ["swordfish"], "retries": 3}},
        {"logConfiguration": {"logDriver": "splunk", "options": {"splunk-token": "swordfish"}}},
        {"logConfiguration": {"logDriver": "x", "secretOptions": [{"name": "t", "valueFrom": "swordfish"}]}},
        {"firelensConfiguration": {"type": "fluentd", "options": {"key": "swordfish"}}},
        {"repositoryCredentials": {"credentialsParameter": "swordfish"}},
    ],
)
def test_whatever_may_be_secret_is_masked(members: dict[str, Any]) -> None:
    shown = str(masked(container(**members)))
    assert ("swordfish" in shown, "***" in shown) == (False, True)


def test_names_and_numbers_stay() -> None:
    members = {"environment": [{"name": "PASSWORD", "value": "x"}], "healthCheck": {"retries": 3}}
    hidden = {**members, "environment": [{"name": "PASSWORD", "value": "***"}]}
    assert masked(container(**members)) == container(**hidden)
