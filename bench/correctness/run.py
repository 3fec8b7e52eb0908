"""Plays every scene with every deployer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from bench.correctness import definitions, endings, triggers
from bench.deployers.process import RIVALS
from bench.deployers.slipway import Slipway
from bench.subjects import Subject, mapped, prepare
from bench.world import running

if TYPE_CHECKING:
    from bench.correctness.model import Scene
    from bench.deployers.model import Deployer
    from bench.images import Pushed
    from bench.plan import Plan
    from bench.results import Case, Correctness
    from bench.world import World

SCENES: Final = (*definitions.SCENES, *endings.SCENES, *triggers.SCENES)


def measure(_plan: Plan) -> Correctness:
    """Every deployer has a service of its own for each scene; all deploy at the same time."""
    services = {_name(scene, "slipway"): mapped(_name(scene, "slipway"), **scene.mapping) for scene in SCENES}
    with running(services) as world:
        prepare(world)
        world.switch("sweep", on=True)
        return {"cases": [_played(world, scene) for scene in SCENES]}


def _played(world: World, scene: Scene) -> Case:
    """Images are pushed while nobody listens: a deployer starts when the scene says so."""
    deployers: list[Deployer] = [Slipway(world), *RIVALS]
    with ThreadPoolExecutor(len(deployers)) as pool:
        world.switch("image_pushed", on=False)
        casts = list(pool.map(lambda one: _cast(world, scene, one), deployers))
        world.switch("image_pushed", on=True)
        found = pool.map(lambda one, cast: scene.act(one, *cast), deployers, casts)
        verdicts = {one.label: verdict for one, verdict in zip(deployers, found, strict=True)}
    return {"case": scene.title, "verdicts": verdicts}


def _cast(world: World, scene: Scene, deployer: Deployer) -> tuple[Subject, list[Pushed]]:
    subject = Subject(world, _name(scene, deployer.key))
    subject.begin(scene.definition, pinned=scene.pinned, deployment=scene.deployment)
    pushed = [one for each in scene.versions for one in subject.push(each.word, *each.tags, **each.labels)]
    return subject, pushed


def _name(scene: Scene, key: str) -> str:
    return f"{scene.key}-{key}"
