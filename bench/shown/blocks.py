"""All tables, in the order of the parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.budgets import budgets
from bench.shown import cold, comparison, growth
from bench.shown.block import Block

if TYPE_CHECKING:
    from bench.results import Results


def verdicts(results: Results) -> Block:
    rows = [
        (one.what, one.allowed, one.measured, "yes" if one.kept else "**no**") for one in budgets(results)
    ]
    return Block("Budgets", ("what", "allowed", "measured", "kept"), tuple(rows))


def summary(results: Results) -> list[Block]:
    """What the terminal shows: one line a deployer, and the budgets."""
    return [_one_look(results), verdicts(results)] if "compared" in results else [verdicts(results)]


def _one_look(results: Results) -> Block:
    compared = results["compared"]
    speeds = {row[0]: row for row in comparison.speed(compared).rows}
    follows = {row[0]: row for row in comparison.follow(compared).rows}
    cases = results.get("correctness", {"cases": []})["cases"]
    rows = []
    for label, row in speeds.items():
        follow = follows.get(label, follows["Slipway"] if label.startswith("Slipway") else ("",) * 5)
        who = "Slipway" if label.startswith("Slipway") else label
        right = sum(case["verdicts"][who]["right"] for case in cases if who in case["verdicts"])
        score = f"{right} of {len(cases)}" if cases and who in follows else ""
        rows.append((label, *row[1:4], follow[1], follow[4], score))
    header = (
        "who",
        "ms to UpdateService",
        "times the floor",
        "AWS calls until then",
        "ECS calls while it runs",
        "s from the end to the result",
        "cases done right",
    )
    return Block("In one look", header, tuple(rows))


def compared(results: Results) -> list[Block]:
    found: list[Block] = []
    if "compared" in results:
        one = results["compared"]
        found += [comparison.speed(one), *comparison.steps(one), comparison.follow(one)]
    return found


def correct(results: Results) -> list[Block]:
    if "correctness" not in results:
        return []
    one = results["correctness"]
    return [comparison.correctness(one), comparison.what_they_did(one)]


def grown(results: Results) -> list[Block]:
    found: list[Block] = []
    if fans := results.get("fan_out", []) + results.get("quotas", []):
        found.append(growth.fan_out(fans))
    if "sweeps" in results:
        found.append(growth.sweeps(results["sweeps"]))
    if "matches" in results:
        found.append(growth.matches(results["matches"]))
    if "burst" in results:
        found.append(growth.burst(results["burst"]))
    return found


def started(results: Results) -> list[Block]:
    if "cold" not in results:
        return []
    one = results["cold"]
    return [cold.imports(one), cold.contributors(one), cold.sizes(one)]
