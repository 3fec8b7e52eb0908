"""Against what a user would pick instead: speed, calls, and following to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import follow, speed
from bench.subjects import mapped, prepare
from bench.world import running

if TYPE_CHECKING:
    from bench.plan import Plan
    from bench.results import Compared


def measure(plan: Plan) -> Compared:
    services = {name: mapped(name) for name in (*speed.SERVICES, follow.SERVICE)}
    with running(services) as world:
        prepare(world)
        floor, speeds, steps, cold_steps = speed.Race(world, plan.rounds).run()
        lasted, follows = follow.follow(world, plan.long_rollouts)
    return {
        "floor": floor,
        "speeds": speeds,
        "steps": steps,
        "cold_steps": cold_steps,
        "rollout_seconds": lasted,
        "follows": follows,
    }
