"""The parts of the benchmark, in the order in which they run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bench import compared
from bench.cold import run as cold
from bench.correctness import run as correctness
from bench.growth import run as growth

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.plan import Plan

# Name in results.py -> how it is measured.
PARTS: Final[dict[str, Callable[[Plan], Any]]] = {
    "cold": cold.measure,
    "compared": compared.measure,
    "correctness": correctness.measure,
    "fan_out": growth.many_services,
    "burst": growth.many_pushes,
    "sweeps": growth.many_under_way,
    "matches": growth.many_mapped,
    "quotas": growth.within_quotas,
}
