"""What a push does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import REGISTRY, REPOSITORY, commit, definition, digest, mapping, service_document
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.image import ImageReference
from chalicelib.domain.lease import Invocation
from chalicelib.domain.lifecycle import State
from fakes.clock import NOON
from fakes.faults import Died
from world import World


def short_of_time(world: World) -> Invocation:
    return Invocation("short", world.clock.now() + timedelta(seconds=5))


def test_an_image_that_lands_is_rolled_out_pinned_by_its_digest() -> None:
    world = World()

    world.push("v2")

    assert world.image() == f"{REGISTRY}/{REPOSITORY}@{digest('v2')}"
    assert world.deployment("v2").state is State.DEPLOYING


def test_everything_but_the_image_stays_as_it_was() -> None:
    world = World()
    before = world.definition()

    world.push("v2")

    assert world.definition() == definition(f"{REGISTRY}/{REPOSITORY}@{digest('v2')}")
    assert before == definition()


def test_the_revision_is_tagged_with_deployment_image_tag_and_commit() -> None:
    world = World()

    world.push(commit("v2"))

    revision = world.ecs.revisions[str(world.deployment(commit("v2")).task_definition)]
    assert revision.tags == {
        "slipway:deployment": world.deployment(commit("v2")).id,
        "slipway:image-tag": commit("v2"),
        "slipway:commit": commit("v2"),
    }


def test_success_is_claimed_when_our_ecs_deployment_completed() -> None:
    world = World()
    world.push("v2")

    world.completes()

    assert world.deployment("v2").state is State.SUCCEEDED
    assert world.deployment("v2").finished_at == NOON


def test_an_image_that_runs_already_and_is_stable_is_unchanged() -> None:
    world = World()
    world.push("v2")
    world.completes()
    world.clock.pass_(seconds=5)
    world.push("v3")
    world.fails()
    world.ecs.complete(world.target())

    world.push("again", digest("v2"), NOON + timedelta(minutes=1))

    assert world.deployment("again").state is State.UNCHANGED
    assert world.updates() == 2


def test_every_service_of_the_image_is_rolled_out() -> None:
    world = World(mapping(web=service_document("web"), worker=service_document("worker")))

    world.push("v2")

    assert world.image(service="web") == world.image(service="worker")
    assert world.updates("web") == world.updates("worker") == 1


def test_ten_services_of_one_cluster_are_looked_at_in_one_call() -> None:
    world = World(mapping(**{f"s{n}": service_document(f"s{n}") for n in range(10)}))
    world.ecs.faults.calls.clear()

    world.push("v2")

    assert world.ecs.faults.calls.count("services") == 1
    assert len(world.ecs.updates) == 10


def test_a_service_that_fails_delays_no_other_and_the_event_is_delivered_again() -> None:
    world = World(mapping(web=service_document("web"), worker=service_document("worker")))
    event = world.pushed("v2")
    world.ecs.faults.plan("register", RetryableError("ecs:RegisterTaskDefinition: ThrottlingException"))

    with pytest.raises(RetryableError, match="Throttling"):
        world.deliver(event)

    assert len(world.ecs.updates) == 1
    world.deliver(event)
    assert world.updates("web") == world.updates("worker") == 1


def test_what_a_run_has_no_time_for_is_left_to_the_sweep() -> None:
    world = World()
    event = world.pushed("v2")

    world.deployer.image_pushed(event, short_of_time(world))
    assert world.updates() == 0

    world.sweep()
    assert world.updates() == 1
    assert "revision_for" not in world.ecs.faults.calls, "nobody can have registered one"


def test_what_a_dead_run_registered_is_found_even_after_one_that_had_no_time() -> None:
    world = World()
    world.store.faults.plan("save", Died())
    with pytest.raises(Died):
        world.push("v2")
    world.clock.pass_(minutes=2)

    world.deployer.sweep(short_of_time(world))
    assert world.updates() == 0

    world.sweep()
    assert world.updates() == 1
    assert len(world.ecs.revisions) == 2


def test_the_sidecar_keeps_its_image() -> None:
    world = World()

    world.push("v2")

    assert ImageReference.parse(world.image("proxy")).tag == "v1.30"


def test_a_service_busy_under_another_lease_is_moved_on_by_its_holder_or_the_sweep() -> None:
    world = World()
    first = world.pushed("v2")
    world.store.faults.plan("save", Died())
    with pytest.raises(Died):
        world.deliver(first)

    world.deliver(world.pushed("v3", at=NOON + timedelta(seconds=1)))
    assert world.updates() == 0

    world.minutes_pass(2)
    assert world.image().endswith(digest("v3"))
    assert world.deployment("v2").state is State.SUPERSEDED
