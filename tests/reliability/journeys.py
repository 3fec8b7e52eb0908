"""Whole journeys of a service, told to a world in which any call may go wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from builders import commit, digest, mapping, service_document
from chalicelib.domain.errors import ConflictError, SlipwayError
from fakes.faults import Died
from world import World

V2, V3 = commit("v2"), commit("v3")
# Lambda runs an asynchronous event up to three times, a minute and then two minutes apart.
TRIES = 3


def lambda_runs(world: World, function: Callable[[], None]) -> None:
    """The event is run again when the function died or failed, as Lambda does."""
    for attempt in range(TRIES):
        try:
            function()
        except (Died, SlipwayError):
            world.clock.pass_(minutes=attempt + 1)
        else:
            return


def push(world: World, tag: str, of: str | None = None) -> None:
    event = world.pushed(tag, of)
    lambda_runs(world, lambda: world.deliver(event))


def sweeps(world: World, minutes: int) -> None:
    for _ in range(minutes):
        world.clock.pass_(minutes=1)
        try:
            world.sweep()
        except (Died, SlipwayError):
            continue


def settle(world: World) -> None:
    """Time enough for everything that is owed, with ECS finishing whatever it rolls out."""
    sweeps(world, 8)
    primary = world.ecs.there[world.target()].shown.primary
    if primary is not None and primary.rollout_state == "IN_PROGRESS":
        world.ecs.complete(world.target())
        lambda_runs(world, world.ecs_says)
    sweeps(world, 40)


def good_rollout(world: World) -> None:
    push(world, V2)
    settle(world)


def commit_from_a_label(world: World) -> None:
    world.registry.labels[digest("v2")] = V2
    push(world, "v2", digest("v2"))
    settle(world)


def commit_from_a_short_hash(world: World) -> None:
    world.statuses.commits.add(V2)
    push(world, f"main-{V2[:9]}", digest(V2))
    settle(world)


def three_tags(world: World) -> None:
    for tag in (V2, "latest", "main"):
        push(world, tag, digest(V2))
        world.clock.pass_(seconds=1)
    settle(world)


def superseding_push(world: World) -> None:
    push(world, V2)
    world.clock.pass_(seconds=7)
    push(world, V3)
    settle(world)


def rollback(world: World) -> None:
    push(world, V2)
    sweeps(world, 3)
    if world.updates():
        world.ecs.fail(world.target())
        lambda_runs(world, world.ecs_says)
    settle(world)


def client_asks(world: World, ask: Callable[[], object]) -> None:
    """A client sends its request again, under the same key, until it is answered; a 409 is an answer."""
    for _ in range(TRIES):
        try:
            ask()
        except ConflictError:
            return
        except (Died, SlipwayError):
            world.clock.pass_(minutes=1)
        else:
            return


def asked_for(world: World) -> None:
    world.pushed(V2)
    client_asks(world, lambda: world.asked(V2, key="step-1"))
    settle(world)


def back_on_request(world: World) -> None:
    for tag in (V2, V3):
        push(world, tag)
        settle(world)
    client_asks(world, lambda: world.rolled_back(key="panic"))
    settle(world)


def back_to_a_deregistered_revision(world: World) -> None:
    for tag in (V2, V3):
        push(world, tag)
        settle(world)
    world.ecs.deregister(str(world.deployment(V2).task_definition))
    client_asks(world, lambda: world.rolled_back(key="panic"))
    settle(world)


def held_and_released(world: World) -> None:
    client_asks(world, world.held)
    push(world, V2)
    sweeps(world, 3)
    client_asks(world, world.released)
    settle(world)


def stopped_on_request(world: World) -> None:
    push(world, V2)
    sweeps(world, 3)
    client_asks(world, lambda: world.stopped(world.deployment(V2).id))
    lambda_runs(world, world.ecs_says)
    settle(world)


def late_older_push(world: World) -> None:
    late = world.pushed(V2)
    world.clock.pass_(minutes=2)
    push(world, V3)
    lambda_runs(world, lambda: world.deliver(late))
    settle(world)


@dataclass(frozen=True)
class Journey:
    """What happens, and what has to be true of it in the end whatever went wrong on the way.

    `ends`: commit -> its last status. `rolled_out`: the digests that ECS was told to run, in order.
    """

    tell: Callable[[World], None]
    runs: str
    ends: dict[str, str]
    rolled_out: tuple[str, ...]
    tags: object = "*"


SHORT = {"regex": "^main-(?P<commit>[0-9a-f]{7,40})$"}
JOURNEYS = {
    "good": Journey(good_rollout, V2, {V2: "SUCCESSFUL"}, (V2,)),
    "label": Journey(commit_from_a_label, "v2", {V2: "SUCCESSFUL"}, ("v2",)),
    "short": Journey(commit_from_a_short_hash, V2, {V2: "SUCCESSFUL"}, (V2,), SHORT),
    "tags": Journey(three_tags, V2, {V2: "SUCCESSFUL"}, (V2,)),
    "superseding": Journey(superseding_push, V3, {V2: "STOPPED", V3: "SUCCESSFUL"}, (V2, V3)),
    "rollback": Journey(rollback, "1", {V2: "FAILED"}, (V2,)),
    "asked": Journey(asked_for, V2, {V2: "SUCCESSFUL"}, (V2,)),
    "back": Journey(back_on_request, V2, {V2: "SUCCESSFUL", V3: "SUCCESSFUL"}, (V2, V3, V2)),
    "anew": Journey(back_to_a_deregistered_revision, V2, {V2: "SUCCESSFUL", V3: "SUCCESSFUL"}, (V2, V3, V2)),
    "held": Journey(held_and_released, V2, {V2: "SUCCESSFUL"}, (V2,)),
    "stopped": Journey(stopped_on_request, "1", {V2: "STOPPED"}, (V2,)),
    "late": Journey(late_older_push, V3, {V2: "STOPPED", V3: "SUCCESSFUL"}, (V3,)),
}


def world_for(journey: Journey) -> World:
    image = {"repository": "shop/api", "tags": journey.tags}
    return World(mapping(web=service_document(image=image)))
