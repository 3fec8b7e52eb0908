"""`slipway policies --live`: families and roles as ECS has them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from builders import ACCOUNT
from iam import allows

if TYPE_CHECKING:
    from pathlib import Path

    from slipway_account import Account

ROLE = f"arn:aws:iam::{ACCOUNT}:role"
TO_TASKS = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}


def written(
    account: Account, *arguments: str, **services: dict[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The policy of `sweep`, and what was warned of."""
    out: Path = account.folder / "policies"
    told = account.slipway(
        "policies", "--mapping", account.mapping(**services), "--out", str(out), *arguments
    )
    assert told.exit_code == 0, told.output
    policy: dict[str, Any] = json.loads((out / "policy-sweep.json").read_text())
    return policy, told.stderr.splitlines()


def test_they_are_those_of_the_task_definitions_that_run(account: Account) -> None:
    account.service(roles={"taskRoleArn": f"{ROLE}/web-task", "executionRoleArn": f"{ROLE}/pull"})

    policy, warned = written(account, "--live", web=account.mapped())

    assert warned == []
    assert allows(policy, "iam:PassRole", f"{ROLE}/web-task", TO_TASKS)
    assert allows(policy, "iam:PassRole", f"{ROLE}/pull", TO_TASKS)
    assert not allows(policy, "iam:PassRole", f"{ROLE}/admin", TO_TASKS)
    family = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition"
    assert allows(policy, "ecs:RegisterTaskDefinition", f"{family}/{account.name}-web:2")
    assert not allows(policy, "ecs:RegisterTaskDefinition", f"{family}/other:2")


def test_they_agree_with_what_the_check_says_must_be_passed(account: Account) -> None:
    account.repository()
    account.service(roles={"taskRoleArn": f"{ROLE}/web-task"})
    services = {"web": account.mapped()}

    policy, _ = written(account, "--live", **services)
    checked = json.loads(account.check("--json", **services).output)["live"]["roles"]

    (passed,) = [one["Resource"] for one in policy["Statement"] if one["Action"] == ["iam:PassRole"]]
    assert passed == checked == [f"{ROLE}/web-task"]


def test_a_service_that_is_not_there_leaves_the_grant_wide_and_is_told(account: Account) -> None:
    account.service()
    services = {"web": account.mapped(), "gone": account.mapped("gone")}

    policy, warned = written(account, "--live", **services)

    assert [line.partition(",")[0] for line in warned] == [f"! gone: ECS runs no service {account.name}/gone"]
    assert allows(policy, "iam:PassRole", f"{ROLE}/any", TO_TASKS)


def test_what_was_learned_live_is_kept_by_a_run_without_access(account: Account) -> None:
    account.service(roles={"taskRoleArn": f"{ROLE}/web-task"})
    services = {"web": account.mapped()}

    learned, _ = written(account, "--live", **services)
    account.aws.local("DELETE", "calls")

    assert written(account, **services) == (learned, [])
    assert account.aws.calls("in-process") == []
