"""What was promised, held against what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bench.figures import number
from bench.speed import COLD, WARM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench.results import ColdStart, Compared, Match, Results, Speed, Sweep

TIMES_THE_FLOOR: Final = 4.0
IMPORT_TIMES_THE_FLOOR: Final = 1.5
ZIP_BYTES: Final = 12 * 1024 * 1024
MATCH_SECONDS: Final = 0.001
ECS_CALLS: Final = 4
ECS_CALLS_OF_AN_END: Final = 2
ECR_CALLS: Final = 1
DYNAMODB_CALLS: Final = 5


@dataclass(frozen=True, slots=True)
class Budget:
    """`measured` and `allowed` are for people; `kept` is the verdict."""

    what: str
    allowed: str
    measured: str
    kept: bool


def budgets(results: Results) -> list[Budget]:
    """Every budget of which the results have the figures."""
    found: list[Budget] = []
    if "compared" in results:
        found += _of_a_push(results["compared"])
    found += _of_sweeps(results.get("sweeps", []))
    found += _of_matching(results.get("matches", []))
    if "burst" in results:
        found.append(_at_most("pushes of the burst that were lost", 0, results["burst"]["lost"]))
    if "cold" in results:
        found += _of_cold_start(results["cold"])
    return found


def of_service(calls: Mapping[str, int], service: str) -> int:
    """How many calls of one AWS service these are (`service:Operation` -> how many)."""
    return sum(count for name, count in calls.items() if name.startswith(f"{service}:"))


def _at_most(what: str, allowed: float, measured: float, unit: str = "") -> Budget:
    return Budget(what, f"at most {number(allowed)}{unit}", f"{number(measured)}{unit}", measured <= allowed)


def _of_a_push(compared: Compared) -> Iterator[Budget]:
    by_label: dict[str, Speed] = {one["label"]: one for one in compared["speeds"]}
    warm, floor = by_label[WARM], compared["floor"]["median"]
    ratio = warm["seconds"]["median"] / floor
    yield _at_most("event to UpdateService, warm, beside the floor", TIMES_THE_FLOOR, ratio, " times")
    yield _at_most("ECS calls of a push", ECS_CALLS, of_service(warm["calls"], "ecs"))
    yield _at_most("ECR calls of a push", ECR_CALLS, of_service(warm["calls"], "ecr"))
    until = of_service(warm["calls"], "dynamodb")
    yield _at_most("DynamoDB calls of a push, until UpdateService", DYNAMODB_CALLS, until)
    ours = next(one for one in compared["follows"] if one["label"] not in _others(compared))
    yield _at_most("ECS calls while a rollout runs", 0, ours["during"]["high"])
    yield _at_most("ECS calls for its end", ECS_CALLS_OF_AN_END, ours["after"]["high"])


def _others(compared: Compared) -> set[str]:
    return {one["label"] for one in compared["speeds"]} - {WARM, COLD}


def _of_sweeps(sweeps: list[Sweep]) -> Iterator[Budget]:
    for one in sweeps:
        calls = sum(one["calls"].values())
        if not one["due"]:
            yield _at_most(f"calls of a sweep with {one['opened']:,} under way, none due", 1, calls)
        else:
            looked = one["calls"].get("dynamodb:UpdateItem", 0) // 2
            allowed = -(-looked // 10)
            described = of_service(one["calls"], "ecs")
            what = f"ECS calls of a sweep with {one['opened']:,} due, of which it takes {looked:,}"
            yield _at_most(what, allowed, described)


def _of_matching(matches: list[Match]) -> Iterator[Budget]:
    for match in matches:
        for where, found in (
            ("", match["spread"]),
            (", all of one repository, ten policies", match["one_repository"]),
        ):
            what = f"matching a push with {match['services']:,} services{where}"
            yield _at_most(what, MATCH_SECONDS * 1000, found["median"] * 1000, " ms")


def _of_cold_start(cold: ColdStart) -> Iterator[Budget]:
    for one in cold["imports"]:
        what = f"import of {one['function']}, beside the bare floor"
        yield _at_most(what, IMPORT_TIMES_THE_FLOOR, one["ratio"]["median"], " times")
        if one["function"] == "authorize":
            yield Budget(
                "the authorizer loads no boto3", "none", _loaded(one["loads_boto3"]), not one["loads_boto3"]
            )
    yield _at_most("the zip", ZIP_BYTES / 1024**2, cold["zipped"] / 1024**2, " MB")


def _loaded(yes: bool) -> str:  # noqa: FBT001  a fact
    return "loaded" if yes else "none"
