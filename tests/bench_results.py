"""Results such as a run has, small enough to be written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.deployers.process import RIVALS
from bench.figures import figure
from bench.speed import COLD, WARM

if TYPE_CHECKING:
    from bench.results import (
        Burst,
        ColdStart,
        Compared,
        Correctness,
        FanOut,
        Follow,
        Match,
        Results,
        Speed,
        Sweep,
    )

CALLS = {
    "dynamodb:UpdateItem": 2,
    "ecs:DescribeServices": 1,
    "ecs:DescribeTaskDefinition": 1,
    "ecr:BatchGetImage": 1,
    "ecs:RegisterTaskDefinition": 1,
    "dynamodb:TransactWriteItems": 1,
    "ecs:UpdateService": 1,
}
LABELS = [one.label for one in RIVALS]


def speed(label: str, seconds: float, calls: dict[str, int] | None = None) -> Speed:
    return {"label": label, "seconds": figure([seconds]), "calls": calls or CALLS}


def follow(label: str, during: int) -> Follow:
    once = figure([1])
    return {
        "label": label,
        "during": figure([during]),
        "after": once,
        "total": once,
        "claims": ["success"],
        "late": once,
        "before": None,
    }


def compared(warm: float = 0.1, calls: dict[str, int] | None = None, polls: int = 0) -> Compared:
    return {
        "floor": figure([0.05]),
        "speeds": [
            speed(WARM, warm, calls),
            speed(COLD, 1.0),
            *(speed(label, 2.0) for label in LABELS),
        ],
        "steps": [{"what": "ecs:UpdateService", "seconds": figure([0.05])}],
        "cold_steps": [{"what": "ecs:UpdateService", "seconds": figure([0.5])}],
        "rollout_seconds": figure([20]),
        "follows": [follow("Slipway", polls), *(follow(label, 60) for label in LABELS)],
    }


def correctness() -> Correctness:
    verdicts = {label: {"right": False, "did": "said | so"} for label in LABELS}
    return {
        "cases": [{"case": "a case", "verdicts": {"Slipway": {"right": True, "did": "well"}, **verdicts}}]  # type: ignore[dict-item]  # a dict of these members is one
    }


def burst(lost: int = 0) -> Burst:
    return {
        "pushes": 10,
        "services": 2,
        "seconds": 3.0,
        "lost": lost,
        "newest_everywhere": True,
        "older_over_newer": 0,
        "states": {"SUCCESSFUL": 10},
        "calls": CALLS,
    }


def sweep(opened: int, calls: dict[str, int], *, due: bool) -> Sweep:
    return {"opened": opened, "due": due, "seconds": figure([0.1]), "calls": calls, "sweeps": 1}


def fan_out() -> FanOut:
    return {
        "services": 30,
        "limited": True,
        "seconds": figure([12]),
        "floor": 10.0,
        "calls": CALLS,
        "throttled": 3,
    }


def match(spread: float = 0.0001) -> Match:
    once = figure([0.0001])
    return {
        "services": 10_000,
        "spread": figure([spread]),
        "one_repository": once,
        "all_different": once,
        "load": once,
    }


def cold(ratio: float = 1.2, *, authorizer_loads_boto3: bool = False) -> ColdStart:
    return {
        "floor": figure([0.3]),
        "imports": [
            {
                "function": "authorize",
                "seconds": figure([0.4]),
                "ratio": figure([ratio]),
                "loads_boto3": authorizer_loads_boto3,
            }
        ],
        "contributors": [{"name": "botocore", "seconds": figure([0.1])}],
        "zipped": 6_000_000,
        "unpacked": 18_000_000,
        "sizes": [{"name": "botocore", "amount": 1_000_000.0}],
    }


def results() -> Results:
    return {
        "surroundings": {
            "date": "2026-11-23",
            "python": "3.13.0",
            "system": "Linux on x86_64",
            "processors": 2,
            "versions": {"boto3": "1.44.5"},
            "quick": False,
        },
        "compared": compared(),
        "correctness": correctness(),
        "fan_out": [fan_out()],
        "quotas": [fan_out()],
        "burst": burst(),
        "sweeps": [sweep(10, {"dynamodb:Query": 1}, due=False)],
        "matches": [match()],
        "cold": cold(),
    }
