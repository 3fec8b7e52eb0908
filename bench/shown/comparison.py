"""Tables of part 1 and part 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench.budgets import of_service
from bench.figures import number, shown
from bench.shown.block import Block
from bench.speed import FLOOR

if TYPE_CHECKING:
    from bench.figures import Figure
    from bench.results import Compared, Correctness, Follow, Speed, Step

MILLI: Final = 1000.0


def speed(compared: Compared) -> Block:
    floor = compared["floor"]
    rows: list[tuple[str, ...]] = [(FLOOR, shown(floor, MILLI), "1", "4", "4 of ECS")]
    rows += [_speed(one, floor) for one in compared["speeds"]]
    return Block(
        "From the trigger to UpdateService",
        ("who", "milliseconds, median (lowest–highest)", "times the floor", "AWS calls", "of which"),  # noqa: RUF001  the typographer's dash
        tuple(rows),
        "Each round everybody deploys once to a service of its own, with the order rotating; a first round is left "
        f"out; {floor['samples']} rounds. The clock starts right before the event is posted or the process is started, "
        "and stops when the local AWS has received UpdateService, by its own log of calls. The floor is "
        "DescribeServices, DescribeTaskDefinition, RegisterTaskDefinition and UpdateService from a warm client: nobody "
        "who changes nothing but the image can do with fewer. *Cold* is the first run after a change of the "
        "function's configuration; a process is always cold.",
        "speed",
    )


def _speed(one: Speed, floor: Figure) -> tuple[str, ...]:
    calls = one["calls"]
    services = sorted({name.partition(":")[0] for name in calls}, key=lambda name: -of_service(calls, name))
    parts = ", ".join(f"{of_service(calls, name)} of {NAMES.get(name, name)}" for name in services)
    ratio = one["seconds"]["median"] / floor["median"]
    return (one["label"], shown(one["seconds"], MILLI), number(ratio), str(sum(calls.values())), parts)


NAMES: Final = {
    "ecs": "ECS",
    "ecr": "ECR",
    "dynamodb": "DynamoDB",
    "secretsmanager": "Secrets Manager",
    "sts": "STS",
}


def steps(compared: Compared) -> list[Block]:
    """Warm and cold."""
    return [
        _steps("What a warm deployment's time is made of", compared["steps"]),
        _steps("What a cold one's time is made of", compared["cold_steps"]),
    ]


def _steps(title: str, found: list[Step]) -> Block:
    total = sum(one["seconds"]["median"] for one in found)
    return Block(
        title,
        ("stretch", "milliseconds", "share"),
        tuple(
            (_stretch(one["what"]), shown(one["seconds"], MILLI), f"{one['seconds']['median'] / total:.0%}")
            for one in found
        ),
        "From the trigger to the first call that the local AWS received, then from each call until the next one was "
        "received: its round trip and what the function did before the next.",
    )


def _stretch(what: str) -> str:
    service, _, operation = what.partition(":")
    return f"{NAMES.get(service, service)} {operation}" if operation else what


def follow(compared: Compared) -> Block:
    lasted = compared["rollout_seconds"]
    return Block(
        "Following a rollout to its end",
        (
            "who",
            "ECS calls while it runs",
            "ECS calls after its end",
            "all AWS calls, trigger to result",
            "seconds from its end until the result is known",
        ),
        tuple(
            (one["label"], shown(one["during"]), shown(one["after"]), shown(one["total"]), _late(one))
            for one in compared["follows"]
        ),
        f"All deploy at the same time, each to a service of its own; the rollouts took {shown(lasted)} s. "
        "The end is ECS's own `updatedAt` of the completed deployment. Known is: the build status has been written; "
        "the process has ended. Everybody waits as it does by default: `ecs-deploy` looks every second, the SDK's "
        "waiter every 15 seconds. The article's steps give the slow image to the sidecar as well: their "
        "rollout lasts twice as long.",
    )


def _late(one: Follow) -> str:
    if one["late"] is not None:
        return shown(one["late"])
    early = one["before"]
    return f"never; claims success {shown(early)} s before the end" if early else "never"


def correctness(found: Correctness) -> Block:
    labels = list(found["cases"][0]["verdicts"])
    rows = [
        (case["case"], *(_verdict(case["verdicts"][label]["right"]) for label in labels))
        for case in found["cases"]
    ]
    return Block(
        "Does it do right?",
        ("case", *labels),
        tuple(rows),
        "Played on the local AWS by everybody at the same time, each with a service of its own, and judged by what "
        "ECS then shows. `ecs-deploy` is called with `--image`, which is kinder to sidecars than `--tag`; the script "
        "copies every member that the SDK knows. Who is started by a pipeline is started once per trigger. In the "
        "deadline's case everybody is told to give up after a minute.",
    )


def _verdict(right: bool) -> str:  # noqa: FBT001  a fact
    return "yes" if right else "**no**"


def what_they_did(found: Correctness) -> Block:
    rows = [
        (case["case"], label, verdict["did"])
        for case in found["cases"]
        for label, verdict in case["verdicts"].items()
    ]
    return Block("What each did", ("case", "who", "did"), tuple(rows))
