"""How long it takes from the trigger until ECS has received UpdateService, all sides in turn."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING, Final

from bench.deployers import floor
from bench.deployers.process import RIVALS
from bench.deployers.slipway import Slipway
from bench.figures import figure
from bench.subjects import Subject
from bench.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.deployers.model import Deployer
    from bench.figures import Figure
    from bench.images import Pushed
    from bench.results import Speed, Step
    from bench.world import Call, World

UPDATE: Final = "ecs:UpdateService"
WARM, COLD = "Slipway, warm", "Slipway, cold"
FLOOR: Final = "the four ECS calls alone"
OUTSIDER: Final = "outsider"
SERVICES: Final = ("speed-warm", "speed-cold")


class Race:
    """Rounds in which everybody deploys once; every round another one begins."""

    def __init__(self, world: World, rounds: int) -> None:
        self._world, self._rounds = world, rounds
        self._samples: dict[str, list[tuple[float, list[Call]]]] = {}
        self._runs: list[Callable[[int], None]] = []

    def run(self) -> tuple[Figure, list[Speed], list[Step], list[Step]]:
        """Return the floor, everybody's speed, and what a deployment of Slipway consists of, warm and cold."""
        self._enter_all()
        self._world.switch("image_pushed", on=True)
        for number in range(-1, self._rounds):  # the first one warms everything up, and counts for nobody
            if number == 0:
                self._samples.clear()
            for at in range(len(self._runs)):
                self._runs[(at + number) % len(self._runs)](number + 1)
        speeds = [_speed(label, samples) for label, samples in self._samples.items() if label != FLOOR]
        order = [COLD, *(rival.label for rival in RIVALS)]
        speeds.sort(key=lambda one: order.index(one["label"]) if one["label"] in order else -1)
        return (
            figure([_seconds(one) for one in self._samples[FLOOR]]),
            speeds,
            _steps(self._samples[WARM]),
            _steps(self._samples[COLD]),
        )

    def _enter_all(self) -> None:
        slipway = Slipway(self._world)
        self._enter(WARM, slipway, "speed-warm")
        self._enter(COLD, slipway, "speed-cold", cold=True)
        for rival in RIVALS:
            self._enter(rival.label, rival, f"speed-{rival.key}")
        subject, images = self._subject("speed-floor")

        def run(number: int) -> None:
            self._ready(subject)
            began = floor.deploy(subject, images[number])
            self._note(FLOOR, began, self._world.calls(OUTSIDER))

        self._runs.append(run)

    def _enter(self, label: str, deployer: Deployer, service: str, *, cold: bool = False) -> None:
        subject, images = self._subject(service)

        def run(number: int) -> None:
            if cold:
                self._world.chill("image_pushed")
            self._ready(subject)
            running = deployer.start(subject, images[number])
            if deployer.key != "slipway":
                until(lambda: _updated(self._world.calls(*deployer.principals)), f"{UPDATE} by {label}")
            running.drop()
            self._note(label, running.began, self._world.calls(*deployer.principals))

        self._runs.append(run)

    def _subject(self, service: str) -> tuple[Subject, list[Pushed]]:
        subject = Subject(self._world, service)
        subject.begin()
        return subject, [subject.push(f"v{number + 2}")[0] for number in range(self._rounds + 1)]

    def _ready(self, subject: Subject) -> None:
        subject.settle()
        self._world.forget_calls()

    def _note(self, label: str, began: float, calls: list[Call]) -> None:
        until_update = calls[: next(at for at, one in enumerate(calls) if one.name == UPDATE) + 1]
        self._samples.setdefault(label, []).append((began, until_update))


def _updated(calls: list[Call]) -> bool:
    return any(one.name == UPDATE for one in calls)


def _seconds(sample: tuple[float, list[Call]]) -> float:
    began, calls = sample
    return calls[-1].at - began


def _speed(label: str, samples: list[tuple[float, list[Call]]]) -> Speed:
    return {
        "label": label,
        "seconds": figure([_seconds(one) for one in samples]),
        "calls": dict(Counter(one.name for one in samples[-1][1])),
    }


def _steps(samples: list[tuple[float, list[Call]]]) -> list[Step]:
    """From the trigger to the first call, and from each call to the next, over rounds that made the same calls."""
    names = [one.name for one in samples[-1][1]]
    alike = [one for one in samples if [each.name for each in one[1]] == names]
    spans: list[list[float]] = []
    for began, calls in alike:
        moments = [began, *(one.at for one in calls)]
        spans.append([after - before for before, after in itertools.pairwise(moments)])
    starts = ["delivery of the event and start of the function", *names]
    return [
        {"what": what, "seconds": figure(values)}
        for what, values in zip(starts, zip(*spans, strict=True), strict=False)
    ]
