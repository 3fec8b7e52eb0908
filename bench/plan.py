"""How often and how large everything is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """`FULL` is what the document shows, `QUICK` only shows that everything runs.

    Imports take turns more often than the rest: 7 rounds of them say little, measured (1.36 and 1.58 for one handler).
    `limited` and `opened` lead from a size to how often it is measured.
    """

    rounds: int
    imports: int
    long_rollouts: tuple[float, ...]
    fan_out: tuple[int, ...]
    limited: tuple[tuple[int, int], ...]
    opened: tuple[tuple[int, int], ...]
    matched: tuple[int, ...]
    burst_services: int
    burst_pushes: int


FULL = Plan(
    rounds=7,
    imports=21,
    # Twenty seconds on average, spread so that nobody's polls always fall just behind the end, or just before.
    long_rollouts=(16.5, 17.7, 18.8, 20.0, 21.2, 22.3, 23.5),
    fan_out=(1, 10, 50, 200),
    limited=((1, 7), (10, 7), (50, 7), (200, 7)),
    opened=((10, 7), (100, 7), (1000, 7)),
    matched=(10, 100, 1_000, 10_000),
    burst_services=100,
    burst_pushes=10,
)
QUICK = Plan(
    rounds=2,
    imports=2,
    long_rollouts=(3.0,),
    fan_out=(1, 10),
    limited=((10, 1), (30, 1)),
    opened=((5, 2), (20, 2)),
    matched=(10, 1_000),
    burst_services=5,
    burst_pushes=4,
)
