"""Which distributions an import's time goes to, from Python's own `-X importtime`."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from bench.cold.imports import run
from bench.figures import figure

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bench.results import Contributor

_LINE: Final = re.compile(r"import time:\s+(?P<own>\d+) \|\s+\d+ \| +(?P<module>\S+)")
_MILLION: Final = 1_000_000
_OWN: Final = {"app", "chalicelib"}
LARGEST: Final = 10


def measure(folder: Path, function: str, rounds: int) -> list[Contributor]:
    """Return seconds by distribution, the largest in the middle of the rounds first: each module's own time."""
    program = f"import sys; sys.path.insert(0, {str(folder)!r}); import app; app.{function}"
    samples: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for name, seconds in by_distribution(
            run(folder, program, function, "-X", "importtime").stderr.splitlines()
        ):
            samples[name].append(seconds)
    found: list[Contributor] = [
        {"name": name, "seconds": figure(several)} for name, several in samples.items()
    ]
    return sorted(found, key=lambda one: -one["seconds"]["median"])[:LARGEST]


def by_distribution(lines: Iterable[str]) -> list[tuple[str, float]]:
    """Sum up the modules' own seconds by top-level name; ours are one, the standard library is one."""
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        if match := _LINE.match(line):
            sums[owner(match["module"])] += int(match["own"])
    return [(name, micros / _MILLION) for name, micros in sums.items()]


def owner(module: str) -> str:
    """Whose module it is."""
    top = module.partition(".")[0]
    if top in _OWN:
        return "Slipway itself"
    return "the standard library" if top in sys.stdlib_module_names or top.startswith("_") else top
