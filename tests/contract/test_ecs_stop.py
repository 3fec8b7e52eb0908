"""How every `Ecs` stops a rollout and goes back to a revision, the fake and Amazon ECS alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chalicelib.domain.ecs import RolloutState
from chalicelib.domain.errors import RefusedError, RetryableError
from waiting import eventually

if TYPE_CHECKING:
    from chalicelib.domain.mapping import Target
    from contract.ecs_worlds import EcsWorld


def stop(world: EcsWorld, target: Target, ecs_deployment: str) -> None:
    """As soon as ECS lists the deployment."""

    def stopped() -> bool:
        try:
            world.ecs.stop(target, ecs_deployment)
        except RetryableError:
            return False
        return True

    eventually(stopped, "a deployment that can be stopped")


def test_a_rollout_that_is_stopped_gives_way_to_the_revision_before(world: EcsWorld, target: Target) -> None:
    before = world.ecs.services([target])[target].task_definition
    made = world.ecs.update(target, world.revision(target, "v2", sound=False))

    stop(world, target, made.id)

    eventually(lambda: world.ecs.services([target])[target].task_definition == before, "the rollback")
    newest = next(one for one in world.ecs.service_deployments(target) if one.id == made.id)
    assert newest.status.startswith("ROLLBACK")


def test_a_rollout_that_is_over_is_not_stopped(world: EcsWorld, target: Target) -> None:
    revision = world.revision(target, "v2")
    made = world.ecs.update(target, revision)
    world.completes(target)

    stop(world, target, made.id)

    shown = world.ecs.services([target])[target]
    assert (shown.task_definition, shown.deployments[0].rollout_state) == (revision, RolloutState.COMPLETED)


def test_a_rollout_that_was_stopped_can_be_stopped_again(world: EcsWorld, target: Target) -> None:
    made = world.ecs.update(target, world.revision(target, "v2", sound=False))

    stop(world, target, made.id)
    stop(world, target, made.id)


def test_a_revision_that_runs_is_active(world: EcsWorld, target: Target) -> None:
    arn = world.ecs.services([target])[target].task_definition

    found = world.ecs.revision(target, arn)

    assert found is not None
    assert (found.arn, found.active) == (arn, True)


def test_a_revision_that_was_deregistered_is_told_and_cannot_be_rolled_out(
    world: EcsWorld, target: Target
) -> None:
    arn = world.revision(target, "v2")
    world.deregisters(arn)

    found = world.ecs.revision(target, arn)

    assert found is not None
    assert (found.definition["family"], found.active) == (target.cluster, False)
    with pytest.raises(RefusedError):
        world.ecs.update(target, arn)


def test_a_revision_that_does_not_exist_is_none(world: EcsWorld, target: Target) -> None:
    arn = world.ecs.services([target])[target].task_definition

    assert world.ecs.revision(target, f"{arn.rpartition(':')[0]}:999") is None
