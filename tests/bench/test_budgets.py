"""Every promise is held against what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.budgets import budgets
from bench_results import CALLS, burst, cold, compared, match, results, sweep

if TYPE_CHECKING:
    from bench.results import Results


def broken(found: Results) -> list[str]:
    return [one.what for one in budgets(found) if not one.kept]


def test_what_is_within_its_budgets_breaks_none() -> None:
    assert broken(results()) == []


@pytest.mark.parametrize(
    ("found", "what"),
    [
        ({"compared": compared(warm=0.21)}, "event to UpdateService, warm, beside the floor"),
        ({"compared": compared(calls=CALLS | {"ecs:ListTasks": 1})}, "ECS calls of a push"),
        ({"compared": compared(calls=CALLS | {"ecr:DescribeImages": 1})}, "ECR calls of a push"),
        (
            {"compared": compared(calls=CALLS | {"dynamodb:Query": 3})},
            "DynamoDB calls of a push, until UpdateService",
        ),
        ({"compared": compared(polls=1)}, "ECS calls while a rollout runs"),
        ({"burst": burst(lost=1)}, "pushes of the burst that were lost"),
        ({"matches": [match(spread=0.002)]}, "matching a push with 10,000 services"),
        (
            {"sweeps": [sweep(10, {"dynamodb:Query": 2}, due=False)]},
            "calls of a sweep with 10 under way, none due",
        ),
        (
            {"sweeps": [sweep(20, {"dynamodb:UpdateItem": 40, "ecs:DescribeServices": 3}, due=True)]},
            "ECS calls of a sweep with 20 due, of which it takes 20",
        ),
        ({"cold": cold(ratio=1.51)}, "import of authorize, beside the bare floor"),
        ({"cold": cold(authorizer_loads_boto3=True)}, "the authorizer loads no boto3"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_costs_more_than_was_promised_is_named(found: Results, what: str) -> None:
    assert broken(found) == [what]
