"""What the roles in other accounts have to trust."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from slipway.commands.policies import command
from slipway.policies.trust import trust

if TYPE_CHECKING:
    from pathlib import Path

ROLE = "arn:aws:iam::210987654321:role/slipway"


def test_each_role_of_the_mapping_trusts_the_functions_of_this_stack_alone(mapping: dict[str, Any]) -> None:
    ((role, document),) = trust(mapping, "123456789012", "slipway-prod").items()
    (statement,) = document["Statement"]

    assert role == ROLE
    assert statement["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
    assert statement["Action"] == "sts:AssumeRole"
    assert statement["Condition"] == {
        "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/slipway-prod-*Role-*"},
        "StringEquals": {"sts:ExternalId": "shop"},
    }


def test_a_role_without_an_external_id_asks_for_none(mapping: dict[str, Any]) -> None:
    abroad = dict(mapping["services"]["shop-api-abroad"])
    abroad["ecs"] = {key: value for key, value in abroad["ecs"].items() if key != "external_id"}

    (document,) = trust({"services": {"one": abroad}}, "123456789012", "slipway").values()

    assert "StringEquals" not in document["Statement"][0]["Condition"]


def test_the_command_prints_them_ready_to_use(tmp_path: Path, mapping: dict[str, Any]) -> None:
    given = tmp_path / "services.yaml"
    given.write_text(json.dumps(mapping))

    told = CliRunner().invoke(command, ["--mapping", str(given), "--trust", "--account", "123456789012"])

    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout) == trust(mapping, "123456789012", "slipway-prod")
