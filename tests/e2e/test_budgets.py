"""What a deployment costs in calls, counted by who made them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from builders import commit
from local_stack import image
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from journey import Journey
    from local_stack import LocalAws
    from slipway.local.stack.stack import Stack

pytestmark = pytest.mark.xdist_group("packaged-stack")
V2 = commit("v2")
ECS_CALLS_OF_A_PUSH = [
    "DescribeServices",
    "DescribeTaskDefinition",
    "RegisterTaskDefinition",
    "UpdateService",
]


def by_service(calls: list[str]) -> Counter[str]:
    return Counter(call.partition(":")[0] for call in calls)


def operations(calls: list[str], service: str) -> list[str]:
    return [call.partition(":")[2] for call in calls if call.startswith(f"{service}:")]


def statuses(journey: Journey) -> int:
    return sum("/statuses/build" in one["path"] for one in journey.bitbucket("GET", "requests"))


def test_a_push_to_one_service_costs_what_was_promised(
    stack: Stack, journey: Callable[[str], Journey], tell_the_end: Callable[[Journey], None]
) -> None:
    counted = journey("counted")

    counted.aws.push("counted", image("v2"), V2)
    eventually(lambda: counted.shown(V2) == ["INPROGRESS"], "its first status")
    counted.aws.quiet()
    began = statuses(counted)
    tell_the_end(counted)
    counted.ends(V2, "SUCCESSFUL")
    counted.aws.quiet()

    push = counted.aws.calls(stack.functions["image_pushed"])
    assert operations(push, "ecs") == ECS_CALLS_OF_A_PUSH
    assert operations(push, "ecr") == ["BatchGetImage"]
    assert by_service(push)["dynamodb"] <= 4
    assert set(by_service(push)) <= {"ecs", "ecr", "dynamodb", "secretsmanager"}
    assert began == 1
    end = counted.aws.calls(stack.functions["deployment_changed"])
    assert by_service(end)["ecs"] <= 2
    assert by_service(end)["ecr"] == 0
    assert statuses(counted) == 2
    assert counted.aws.calls(stack.functions["sweep"]) == []


def test_a_commit_from_a_label_costs_at_most_four_calls_of_ecr(
    stack: Stack, journey: Callable[[str], Journey], tell_the_end: Callable[[Journey], None]
) -> None:
    labelled = journey("labelled")

    labelled.aws.push("labelled", image("v2", revision=V2), "v2")
    eventually(lambda: labelled.shown(V2) == ["INPROGRESS"], "its first status")
    labelled.aws.quiet()
    tell_the_end(labelled)
    labelled.ends(V2, "SUCCESSFUL")

    push = labelled.aws.calls(stack.functions["image_pushed"])
    assert 1 <= by_service(push)["ecr"] <= 4
    assert operations(push, "ecs") == ECS_CALLS_OF_A_PUSH
    assert by_service(push)["dynamodb"] <= 4


def test_nobody_asks_ecs_while_it_rolls_out(stack: Stack, journey: Callable[[str], Journey]) -> None:
    slow = journey("slow")
    slow.aws.push("slow", image("v2", ready_after="3"), V2)
    slow.ends(V2, "SUCCESSFUL")
    slow.aws.quiet()

    completed = slow.service()["deployments"][0]["updatedAt"]
    asked = [one for one in _calls(slow.aws, stack) if one["service"] == "ecs"]
    began = [one["operation"] for one in asked].index("UpdateService")
    asked = asked[began + 1 :]
    early = [one for one in asked if datetime.fromisoformat(one["at"]) < completed.replace(microsecond=0)]
    assert early == []
    assert 1 <= len(asked) <= 2


def test_a_sweep_with_nothing_due_asks_the_table_once_and_nothing_else(
    stack: Stack, aws: LocalAws, invoke: Callable[..., dict[str, Any]]
) -> None:
    aws.quiet()
    aws.local("DELETE", "calls")

    answer = invoke("sweep", {"source": "aws.events", "detail-type": "Scheduled Event"})

    assert "FunctionError" not in answer, answer["Payload"]
    assert aws.calls(stack.functions["sweep"]) == ["dynamodb:Query"]


def _calls(aws: LocalAws, stack: Stack) -> list[dict[str, str]]:
    functions = set(stack.functions.values())
    return [one for one in aws.local("GET", "calls") if one["principal"] in functions]
