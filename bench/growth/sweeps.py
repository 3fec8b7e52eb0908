"""What a sweep costs while many deployments are under way."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from bench.figures import figure
from bench.growth.pool import HANDS, NAME, service_name
from bench.waiting import until

if TYPE_CHECKING:
    from bench.growth.pool import Pool
    from bench.plan import Plan
    from bench.results import Sweep
    from bench.world import World

SWEEP: Final = {"source": "aws.events", "detail-type": "Scheduled Event"}
NEVER: Final = 10**15
LONG: Final = "86400"  # seconds until the containers come up: the rollouts stay under way


def measure(pool: Pool, plan: Plan) -> list[Sweep]:
    """Sweep with none under way, then with ever more."""
    found = [_sweeps(pool.world, 0, plan.rounds, due=False)]
    for size, rounds in plan.opened:
        pool.world.switch("image_pushed", on=False)
        pushed = pool.push(f"o{size}", "opened", ready_after=LONG)
        pool.world.switch("image_pushed", on=True)
        pool.world.aws("POST", "events", pushed.event)
        _wait_until_open(pool.world, size)
        found.append(_sweeps(pool.world, size, rounds, due=False))
        found.append(_sweeps(pool.world, size, rounds, due=True))
    return found


def _wait_until_open(world: World, size: int) -> None:
    """More than one function's run can begin is begun by sweeps, as in production."""

    def opened() -> bool:
        world.invoke("sweep", SWEEP)
        return _due(world, NEVER) == size and _rolling(world) == size

    until(opened, f"{size} rollouts to be under way", within=600, pause=2)


def _rolling(world: World) -> int:
    pages = world.ecs.get_paginator("list_services").paginate(cluster=NAME)
    arns = [arn for page in pages for arn in page["serviceArns"]]
    count = 0
    for start in range(0, len(arns), 10):
        described = world.ecs.describe_services(cluster=NAME, services=arns[start : start + 10])["services"]
        count += sum(len(one["deployments"]) > 1 for one in described)
    return count


def _sweeps(world: World, opened: int, rounds: int, *, due: bool) -> Sweep:
    seconds, calls, sweeps = [], Counter[str](), 0
    client = world.stack.client("dynamodb")
    while True:  # what has become due meanwhile is looked at before
        world.invoke("sweep", SWEEP)
        if not _due(world, _now()):
            break
    for number in range(rounds):
        if due:
            with ThreadPoolExecutor(HANDS) as hands:
                list(hands.map(lambda number: _make_due(client, world, number), range(opened)))
        world.forget_calls()
        began, sweeps, left = time.monotonic(), 0, True
        while left:
            world.invoke("sweep", SWEEP)
            sweeps += 1
            if sweeps == 1:
                seconds.append(time.monotonic() - began)
                calls = Counter(one.name for one in world.calls(world.stack.functions["sweep"]))
            left = number == rounds - 1 and _due(world, _now()) > 0
    return {
        "opened": opened,
        "due": due,
        "seconds": figure(seconds),
        "calls": dict(calls),
        "sweeps": sweeps,
    }


def _due(world: World, until_then: int) -> int:
    """How many services have to be looked at by then, in milliseconds since the epoch."""
    pages = (
        world.stack.client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=world.stack.table,
            IndexName="due",
            KeyConditionExpression="due = :due AND due_at <= :then",
            ExpressionAttributeValues={":due": {"S": "due"}, ":then": {"N": str(until_then)}},
            Select="COUNT",
        )
    )
    return sum(page["Count"] for page in pages)


def _now() -> int:
    return int(time.time() * 1000)


def _make_due(client: Any, world: World, number: int) -> None:
    """As if minutes had passed."""
    client.update_item(
        TableName=world.stack.table,
        Key={"pk": {"S": f"SERVICE#{service_name(number)}"}, "sk": {"S": "SERVICE"}},
        UpdateExpression="SET due_at = :long_ago",
        ExpressionAttributeValues={":long_ago": {"N": "0"}},
    )
