"""Plays one act: takes down what is, lets it happen, watches, takes down what came of it, and verifies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slipway.demo.claims import Evidence, Facts, verify
from slipway.demo.outside import SERVICES
from slipway.demo.watch import Watch

if TYPE_CHECKING:
    from slipway.demo.acts import Act
    from slipway.demo.outside import Outside
    from slipway.demo.seen import Seen
    from slipway.demo.stage import Stage
    from slipway.demo.world import World


@dataclass(frozen=True, slots=True)
class Played:
    """How an act ended: what was seen last, seconds until then, and the ECS calls that Slipway made."""

    act: Act
    commit: str
    page: str
    seen: tuple[Seen, ...]
    calls: tuple[str, ...]

    @property
    def seconds(self) -> float:
        return max(one.elapsed for one in self.seen)


def play(act: Act, world: World, stage: Stage) -> Played:
    """Raise UntrueError or NotSettledError when it does not go as it must."""
    outside, version = world.outside, act.plays(world.versions)
    stage.headline(act.title, act.sentence)
    before, calls_before = _facts(outside), len(outside.calls())
    watch = Watch(world, version, act.services)
    with stage.scene(version.commit, outside.page(version.commit)) as show:
        act.begin(world)
        last = watch.until_settled(show, act.linger)
    after, calls = _facts(outside), outside.calls()[calls_before:]
    evidence = [
        Evidence(
            service=one.service,
            before=before[one.service],
            after=after[one.service],
            badge=one.badge,
            calls=tuple(call["operation"] for call in calls if one.service in call["resource"]),
            digest=act.runs(world.versions).digest,
        )
        for one in last
    ]
    for claim in act.claims:
        verify([claim], evidence)
        stage.truth(claim.says)
    operations = tuple(call["operation"] for call in calls)
    return Played(act, version.commit, outside.page(version.commit), last, operations)


def _facts(outside: Outside) -> dict[str, Facts]:
    found = outside.services()
    return {name: _of(outside, found[name]) for name in SERVICES}


def _of(outside: Outside, service: dict[str, Any]) -> Facts:
    described = outside.definition(service["taskDefinition"])
    return Facts(
        deployments=tuple(one["id"] for one in service["deployments"]),
        task_definition=service["taskDefinition"],
        definition=described["taskDefinition"],
        tags={tag["key"]: tag["value"] for tag in described["tags"]},
    )
