"""Tables of part 3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench.budgets import of_service
from bench.figures import number, shown
from bench.shown.block import Block

if TYPE_CHECKING:
    from bench.results import Burst, FanOut, Match, Sweep

MILLI: Final = 1000.0
MICRO: Final = 1_000_000.0


def fan_out(found: list[FanOut]) -> Block:
    return Block(
        "One image, many services",
        (
            "services",
            "ECS's quotas",
            "seconds to the last UpdateService",
            "samples",
            "floor by the quotas, s",
            "ECS calls",
            "of which throttled",
            "ECR",
            "DynamoDB",
        ),
        tuple(map(_fan, found)),
        "One push event; all calls until every service's end is on the commit. With quotas the local AWS throttles as "
        "ECS documents (RegisterTaskDefinition: 20 at once, then one a second). Sweeps come once a minute, a failed "
        "run is repeated after a minute, and at most three copies of a function run at a time.",
        "fan-out",
    )


def _fan(one: FanOut) -> tuple[str, ...]:
    calls = one["calls"]
    return (
        f"{one['services']:,}",
        "enforced" if one["limited"] else "none",
        shown(one["seconds"]),
        str(one["seconds"]["samples"]),
        number(one["floor"]) if one["limited"] else "–",  # noqa: RUF001  the typographer's dash
        f"{of_service(calls, 'ecs'):,}",
        f"{one['throttled']:,}",
        f"{of_service(calls, 'ecr'):,}",
        f"{of_service(calls, 'dynamodb'):,}",
    )


def sweeps(found: list[Sweep]) -> Block:
    return Block(
        "A sweep, with ever more deployments under way",
        ("under way", "due", "milliseconds", "ECS calls", "DynamoDB calls", "sweeps until none is due"),
        tuple(map(_sweep, found)),
        "Rollouts that stay under way are begun by a push; then the sweep is invoked, and its answer waited for. In "
        "the rows with all due, each was made due in the table just before. Time and calls are the first sweep's.",
        "sweeps",
    )


def _sweep(one: Sweep) -> tuple[str, ...]:
    return (
        f"{one['opened']:,}",
        "all" if one["due"] else "none",
        shown(one["seconds"], MILLI),
        str(of_service(one["calls"], "ecs")),
        str(of_service(one["calls"], "dynamodb")),
        str(one["sweeps"]),
    )


def matches(found: list[Match]) -> Block:
    rows = [
        (
            f"{one['services']:,}",
            shown(one["spread"], MICRO),
            shown(one["one_repository"], MICRO),
            shown(one["all_different"], MICRO),
            shown(one["load"], MILLI),
        )
        for one in found
    ]
    return Block(
        "Who follows a push",
        (
            "mapped services",
            "four a repository, microseconds",
            "all of one repository with ten policies, microseconds",
            "all of one repository, each with a policy of its own, microseconds",
            "loading the mapping once a cold start, milliseconds",
        ),
        tuple(rows),
        "The mapping as it is packaged; policies are regular expressions, and of four a repository each has its own. "
        "A policy is asked once, however many services share it; the last column but one is how bad it can get, for "
        "which there is no budget. In one process, without any AWS, in processor time.",
        "matching",
    )


def burst(found: Burst) -> Block:
    calls, pushes = found["calls"], found["pushes"]
    states = ", ".join(f"{count:,} {state}" for state, count in sorted(found["states"].items()))
    facts = (
        ("pushes", f"{pushes:,}"),
        ("services", f"{found['services']:,}"),
        ("pushes of which nothing is known in the end", f"{found['lost']:,}"),
        ("the newest image runs everywhere", "yes" if found["newest_everywhere"] else "**no**"),
        ("times an older image was rolled out after a newer one", f"{found['older_over_newer']:,}"),
        ("build statuses in the end", states),
        ("RegisterTaskDefinition", f"{calls.get('ecs:RegisterTaskDefinition', 0):,}"),
        ("UpdateService", f"{calls.get('ecs:UpdateService', 0):,}"),
        ("DescribeServices", f"{calls.get('ecs:DescribeServices', 0):,}"),
        ("DynamoDB calls, a push", number(of_service(calls, "dynamodb") / pushes)),
        ("seconds until every push had its end (one run)", number(found["seconds"])),
    )
    return Block(
        "A burst of pushes",
        ("", "measured"),
        facts,
        "All images lie in ECR before the first event is delivered; then all events, shuffled, from four hands at "
        "once; sweeps every few seconds; at most three copies of a function at a time. One run.",
    )
