"""A burst of pushes to many services, told of in no order: what is lost, what runs, and what it cost."""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bench.growth.pool import HANDS, service_name
from bench.waiting import until

if TYPE_CHECKING:
    from bench.growth.pool import Pool
    from bench.images import Pushed
    from bench.plan import Plan
    from bench.results import Burst

SEED: Final = 20261122
WITHIN: Final = 1800.0
OPEN: Final = "INPROGRESS"


def measure(pool: Pool, plan: Plan) -> Burst:
    world = pool.world
    pushed = _push(pool, plan)
    commits = {one.commit for several in pushed for one in several}
    events = [one.event for several in pushed for one in several]
    random.Random(SEED).shuffle(events)  # noqa: S311  an order, not a secret
    world.switch("image_pushed", on=True)
    world.switch("sweep", on=True)
    world.forget_calls()
    began = time.monotonic()
    with ThreadPoolExecutor(HANDS) as hands:
        list(hands.map(lambda event: world.aws("POST", "events", event), events))
    until(lambda: _quiet(pool, commits), "an end of every push", within=WITHIN, pause=1)
    seconds = time.monotonic() - began
    world.switch("sweep", on=False)
    calls = Counter(one.name for one in world.calls(*world.own))
    shown = {one["commit"]: one["changes"][-1]["state"] for one in world.statuses()}
    return {
        "pushes": len(events),
        "services": plan.burst_services,
        "seconds": seconds,
        "lost": len(commits - shown.keys()),
        "newest_everywhere": _newest(pool, pushed),
        "older_over_newer": sum(_backwards(pool, number, several) for number, several in enumerate(pushed)),
        "states": dict(Counter(shown[one] for one in commits & shown.keys())),
        "calls": dict(calls),
    }


def _push(pool: Pool, plan: Plan) -> list[list[Pushed]]:
    """Every image lands in ECR while nobody listens; per service, oldest first."""
    pool.world.switch("image_pushed", on=False)
    return [
        [pool.push(f"s{number}", f"burst {turn}") for turn in range(plan.burst_pushes)]
        for number in range(plan.burst_services)
    ]


def _quiet(pool: Pool, commits: set[str]) -> bool:
    """Every push is told of on its commit, and is no more in progress."""
    shown = {one["commit"]: one["changes"][-1]["state"] for one in pool.world.statuses()}
    return all(shown.get(one, OPEN) != OPEN for one in commits)


def _newest(pool: Pool, pushed: list[list[Pushed]]) -> bool:
    running = {one["serviceName"]: one["taskDefinition"] for one in pool.described(range(len(pushed)))}
    return all(
        pool.image(running[service_name(number)]).endswith(several[-1].digest)
        for number, several in enumerate(pushed)
    )


def _backwards(pool: Pool, number: int, several: list[Pushed]) -> int:
    """How often an older image of a service was registered after a newer one."""
    listed = pool.world.ecs.list_task_definitions(familyPrefix=service_name(number), sort="ASC")
    order = {one.digest: at for at, one in enumerate(several)}
    told = [pool.image(arn).partition("@")[2] for arn in listed["taskDefinitionArns"]]
    ours = [order[one] for one in told if one in order]
    return sum(later < earlier for earlier, later in pairwise(ours))
