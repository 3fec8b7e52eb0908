"""All that grows; each part has a stack of its own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench.growth import burst, fan_out, matching, sweeps
from bench.growth.pool import Pool, services
from bench.world import PACE, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.plan import Plan
    from bench.results import Burst, FanOut, Match, Sweep

# What waits for a minute, as in production: a function's second try, and each sweep.
UNHURRIED = (*(one for one in PACE if not one.startswith(("minute", "async_retry"))), "async_retry=60")


def many_services(plan: Plan) -> list[FanOut]:
    with _pool(plan, max(plan.fan_out), UNHURRIED) as pool:
        return fan_out.measure(pool, [(size, plan.rounds) for size in plan.fan_out], limited=False)


def within_quotas(plan: Plan) -> list[FanOut]:
    with _pool(plan, max(size for size, _ in plan.limited), UNHURRIED) as pool:
        return fan_out.measure(pool, plan.limited, limited=True)


def many_pushes(plan: Plan) -> Burst:
    with _pool(plan, plan.burst_services) as pool:
        return burst.measure(pool, plan)


def many_under_way(plan: Plan) -> list[Sweep]:
    with _pool(plan, max(size for size, _ in plan.opened)) as pool:
        return sweeps.measure(pool, plan)


def many_mapped(plan: Plan) -> list[Match]:
    return matching.measure(plan.matched, plan.rounds)


@contextmanager
def _pool(plan: Plan, size: int, pace: tuple[str, ...] = PACE) -> Iterator[Pool]:
    """So many mapped services that run."""
    with running(services(plan, size), pace) as world:
        pool = Pool(world, size)
        pool.begin()
        yield pool
