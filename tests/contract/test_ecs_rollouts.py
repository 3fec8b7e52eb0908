"""How every `Ecs` shows a rollout and its end, the fake and Amazon ECS alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chalicelib.domain.ecs import RolloutState
from waiting import eventually

if TYPE_CHECKING:
    from chalicelib.domain.ecs import ServiceDeployment
    from chalicelib.domain.mapping import Target
    from contract.ecs_worlds import EcsWorld


def history(world: EcsWorld, target: Target, length: int) -> list[ServiceDeployment]:
    """ECS lists a service deployment a moment after it has begun."""

    def listed() -> list[ServiceDeployment]:
        found = list(world.ecs.service_deployments(target))
        return found if len(found) >= length else []

    found = eventually(listed, f"{length} service deployments")
    assert len(found) == length
    return found


def test_an_update_returns_the_deployment_that_it_made(world: EcsWorld, target: Target) -> None:
    before = world.ecs.services([target])[target]
    revision = world.revision(target, "v2")

    made = world.ecs.update(target, revision)

    assert re.fullmatch(r"ecs-svc/\d+", made.id)
    assert made.id != before.deployments[0].id
    assert (made.primary, made.task_definition) == (True, revision)
    assert made.rollout_state is RolloutState.IN_PROGRESS


def test_a_rollout_that_completes_is_the_only_deployment_left(world: EcsWorld, target: Target) -> None:
    made = world.ecs.update(target, world.revision(target, "v2"))

    world.completes(target)

    shown = world.ecs.services([target])[target]
    assert [(one.id, one.rollout_state) for one in shown.deployments] == [(made.id, RolloutState.COMPLETED)]
    assert shown.deployments[0].tasks.running == shown.deployments[0].tasks.desired > 0
    newest, oldest = history(world, target, 2)
    assert (newest.id, newest.status, oldest.status) == (made.id, "SUCCESSFUL", "SUCCESSFUL")


def test_a_rollout_that_fails_gives_way_to_the_revision_before(world: EcsWorld, target: Target) -> None:
    before = world.ecs.services([target])[target]
    made = world.ecs.update(target, world.revision(target, "v2", sound=False))

    world.fails(target)

    shown, newest = world.ecs.services([target])[target], history(world, target, 2)[0]
    failed = shown.deployment(made.id)
    assert failed is None or (failed.rollout_state, failed.primary) == (RolloutState.FAILED, False)
    assert shown.primary is not None
    assert shown.task_definition == shown.primary.task_definition == before.task_definition
    assert newest.id == made.id
    assert newest.status.startswith("ROLLBACK_")
    assert "circuit breaker" in newest.reason


def test_a_rollback_ends_under_the_deployment_that_failed(world: EcsWorld, target: Target) -> None:
    before = world.ecs.services([target])[target]
    made = world.ecs.update(target, world.revision(target, "v2", sound=False))
    world.fails(target)

    world.completes(target)

    shown = world.ecs.services([target])[target]
    assert shown.deployment(made.id) is None
    assert [one.id for one in shown.deployments] == [before.deployments[0].id]
    assert (history(world, target, 2)[0].id, history(world, target, 2)[0].status) == (
        made.id,
        "ROLLBACK_SUCCESSFUL",
    )


def test_a_newer_update_stops_the_one_under_way(world: EcsWorld, target: Target) -> None:
    first = world.ecs.update(target, world.revision(target, "v2"))

    second = world.ecs.update(target, world.revision(target, "v3"))

    newest, replaced, _ = history(world, target, 3)
    assert (newest.id, replaced.id, replaced.status) == (second.id, first.id, "STOPPED")
    primary = world.ecs.services([target])[target].primary
    assert primary is not None
    assert primary.id == second.id


def test_an_update_to_what_rolls_out_already_makes_no_second_deployment(
    world: EcsWorld, target: Target
) -> None:
    revision = world.revision(target, "v2")
    made = world.ecs.update(target, revision)

    again = world.ecs.update(target, revision)

    assert again.id == made.id
    history(world, target, 2)


def test_the_deployment_of_a_revision_is_found_though_the_service_shows_it_no_more(
    world: EcsWorld, target: Target
) -> None:
    revision = world.revision(target, "v2", sound=False)
    made = world.ecs.update(target, revision)
    world.fails(target)
    world.completes(target)

    assert world.ecs.services([target])[target].deployment(made.id) is None
    assert world.ecs.ecs_deployment_of(target, revision) == made.id
    assert world.ecs.ecs_deployment_of(target, f"{revision}0") is None


def test_the_first_task_that_stopped_tells_which_container_exited_how(
    world: EcsWorld, target: Target
) -> None:
    made = world.ecs.update(target, world.revision(target, "v2", sound=False))
    world.fails(target)

    task = world.ecs.first_stopped_task(target, world.ecs.services([target])[target], made.id)

    assert task is not None
    assert (task.container, task.exit_code) == ("api", 137)
    assert str(task).startswith("Essential container")


def test_a_deployment_none_of_whose_tasks_stopped_has_no_first_one(world: EcsWorld, target: Target) -> None:
    shown = world.ecs.services([target])[target]

    assert world.ecs.first_stopped_task(target, shown, shown.deployments[0].id) is None
