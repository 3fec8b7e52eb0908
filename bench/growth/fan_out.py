"""One image, many services: calls, and the time to the last UpdateService."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Final

from bench.figures import figure
from bench.speed import UPDATE
from bench.waiting import until

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.growth.pool import Pool
    from bench.results import FanOut

# RegisterTaskDefinition is the tightest of ECS's quotas: so many at once, then one a second.
BURST: Final = 20
REGISTER: Final = "ecs:RegisterTaskDefinition"
WITHIN: Final = 900.0


def measure(pool: Pool, wanted: Sequence[tuple[int, int]], *, limited: bool) -> list[FanOut]:
    """Sizes in turn, each as often as is wanted; `limited`: with ECS's quotas enforced."""
    pool.world.switch("sweep", on=True)
    _once(pool, 1, -1, limited=False)  # warms the functions up, and counts for nobody
    samples: dict[int, list[tuple[float, Counter[str]]]] = {}
    for number in range(max(times for _, times in wanted)):
        for size, times in wanted:
            if number < times:
                samples.setdefault(size, []).append(_once(pool, size, number, limited=limited))
    pool.world.switch("sweep", on=False)
    return [_told(size, limited, several) for size, several in samples.items()]


def _once(pool: Pool, size: int, number: int, *, limited: bool) -> tuple[float, Counter[str]]:
    """Seconds to the last UpdateService, and all of Slipway's calls until every service's end is told."""
    world = pool.world
    world.switch("image_pushed", on=False)
    pushed = pool.push(f"f{size}", f"{number} {limited}")
    world.switch("image_pushed", on=True)
    until(lambda: pool.settled(size), "steady services", within=WITHIN, pause=0.5)
    world.forget_calls()
    if limited:
        world.aws("PUT", "quotas")
    began = time.time()
    world.aws("POST", "events", pushed.event)
    until(lambda: pool.ended(pushed.commit) == size, f"the end of {size} rollouts", within=WITHIN, pause=0.5)
    calls = world.calls(*world.own)
    world.aws("DELETE", "quotas")
    last = max(one.at for one in calls if one.name == UPDATE)
    return last - began, Counter(one.name for one in calls)


def _told(size: int, limited: bool, samples: list[tuple[float, Counter[str]]]) -> FanOut:  # noqa: FBT001  a key
    calls = samples[-1][1]
    return {
        "services": size,
        "limited": limited,
        "seconds": figure([seconds for seconds, _ in samples]),
        "floor": float(max(0, size - BURST)) if limited else 0.0,
        "calls": dict(calls),
        "throttled": calls[REGISTER] - size,
    }
