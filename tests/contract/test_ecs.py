"""What every `Ecs` does, the fake and Amazon ECS alike."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from builders import ACCOUNT, REGION
from chalicelib.domain.ecs import RolloutState
from chalicelib.domain.errors import RefusedError
from chalicelib.domain.mapping import Target
from chalicelib.domain.taskdef import DEPLOYMENT_TAG
from contract.ecs_worlds import definition

if TYPE_CHECKING:
    from chalicelib.domain.ecs import Json
    from contract.ecs_worlds import EcsWorld


# Questions


def test_services_that_are_not_there_are_left_out(world: EcsWorld, target: Target) -> None:
    missing = Target(target.cluster, "missing", REGION)

    found = world.ecs.services([missing, target])

    assert set(found) == {target}
    assert found[target].name == target.service
    assert (found[target].status, found[target].controller) == ("ACTIVE", "ECS")


def test_a_cluster_that_is_not_there_has_no_services(world: EcsWorld) -> None:
    assert world.ecs.services([Target("no-such-cluster", "web", REGION)]) == {}


def test_a_steady_service_shows_its_one_completed_deployment(world: EcsWorld, target: Target) -> None:
    shown = world.ecs.services([target])[target]

    assert [(one.primary, one.rollout_state) for one in shown.deployments] == [(True, RolloutState.COMPLETED)]
    assert shown.deployments[0].task_definition == shown.task_definition


def test_a_revision_comes_back_as_it_was_registered_with_its_tags(world: EcsWorld, name: str) -> None:
    target = Target(name, "web", REGION)
    rich: dict[str, Json] = {
        **definition(name, "v1"),
        "taskRoleArn": f"arn:aws:iam::{ACCOUNT}:role/task",
        "executionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/execution",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "volumes": [{"name": "data", "host": {}}],
        "placementConstraints": [],
        "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
        "ephemeralStorage": {"sizeInGiB": 50},
        "enableFaultInjection": True,
    }

    arn = world.ecs.register(target, rich, {"team": "shop", "empty": ""})
    found = world.ecs.task_definition(target, arn)

    assert (found.arn, found.definition, found.tags) == (arn, rich, {"team": "shop", "empty": ""})
    assert (found.family, found.architecture) == (name, "arm64")


def test_a_revision_that_was_read_can_be_registered_as_the_next_one(world: EcsWorld, name: str) -> None:
    target = Target(name, "web", REGION)
    first = world.ecs.register(target, definition(name, "v1"), {})
    read = world.ecs.task_definition(target, first)

    second = world.ecs.register(target, read.definition, read.tags)

    assert (first, second) == (f"{second[:-1]}1", f"{first[:-1]}2")
    assert world.ecs.task_definition(target, second).definition == read.definition


def test_a_revision_that_is_not_there_is_refused(world: EcsWorld, name: str) -> None:
    arn = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/{name}:7"

    with pytest.raises(RefusedError, match=name):
        world.ecs.task_definition(Target(name, "web", REGION), arn)


def test_the_newest_revision_of_a_deployment_is_found_by_its_tag(world: EcsWorld, name: str) -> None:
    target = Target(name, "web", REGION)
    register = world.ecs.register
    base = world.ecs.task_definition(target, register(target, definition(name, "v1"), {}))
    register(target, definition(name, "v1"), {DEPLOYMENT_TAG: "web.1"})
    wanted = register(target, definition(name, "v1"), {DEPLOYMENT_TAG: "web.1"})
    register(target, definition(name, "v1"), {DEPLOYMENT_TAG: "web.2"})
    register(target, definition(f"other-{name}", "v1"), {DEPLOYMENT_TAG: "web.3"})

    found = world.ecs.revision_for(target, base, "web.1")
    assert found == world.ecs.task_definition(target, wanted)
    assert world.ecs.revision_for(target, base, "web.3") is None
    unheard_of = replace(base, definition=definition(f"{name}-unheard-of", "v1"))
    assert world.ecs.revision_for(target, unheard_of, "web.1") is None


def test_a_deployment_s_revision_is_sought_among_the_newest_ten(world: EcsWorld, name: str) -> None:
    target = Target(name, "web", REGION)
    base = world.ecs.task_definition(target, world.ecs.register(target, definition(name, "v1"), {}))
    for number in range(11):
        world.ecs.register(target, definition(name, "v1"), {DEPLOYMENT_TAG: f"web.{number}"})

    assert world.ecs.revision_for(target, base, "web.1") is not None
    assert world.ecs.revision_for(target, base, "web.0") is None


def test_a_deployment_s_revision_is_sought_among_those_that_came_after_its_base(
    world: EcsWorld, name: str
) -> None:
    target = Target(name, "web", REGION)
    world.ecs.register(target, definition(name, "v1"), {DEPLOYMENT_TAG: "web.1"})
    base = world.ecs.task_definition(target, world.ecs.register(target, definition(name, "v1"), {}))

    assert world.ecs.revision_for(target, base, "web.1") is None


# Refusals


def test_an_update_to_a_revision_that_is_not_there_is_refused(world: EcsWorld, target: Target) -> None:
    before = world.ecs.services([target])[target].task_definition

    with pytest.raises(RefusedError, match=target.cluster):
        world.ecs.update(target, before.rpartition(":")[0] + ":7")

    assert world.ecs.services([target])[target].task_definition == before


def test_an_update_of_a_service_that_is_not_there_is_refused(world: EcsWorld, target: Target) -> None:
    revision = world.ecs.services([target])[target].task_definition

    with pytest.raises(RefusedError, match="missing"):
        world.ecs.update(Target(target.cluster, "missing", REGION), revision)


def test_a_service_that_is_not_there_has_no_history_to_ask_for(world: EcsWorld, target: Target) -> None:
    missing = Target(target.cluster, "missing", REGION)

    with pytest.raises(RefusedError, match="missing"):
        world.ecs.service_deployments(missing)
    with pytest.raises(RefusedError, match="missing"):
        world.ecs.ecs_deployment_of(missing, "some revision")


def test_a_service_that_was_deleted_is_not_updated(world: EcsWorld, target: Target) -> None:
    revision = world.ecs.services([target])[target].task_definition
    world.deleted(target)

    shown = world.ecs.services([target]).get(target)

    assert shown is None or shown.status in {"DRAINING", "INACTIVE"}
    with pytest.raises(RefusedError, match=target.service):
        world.ecs.update(target, revision)
