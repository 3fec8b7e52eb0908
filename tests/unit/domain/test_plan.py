"""What is done about a wish, from what ECS and ECR say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from builders import REGISTRY, REPOSITORY, commit, definition, deployment, digest, mapped, wish
from chalicelib.domain.ecs import EcsDeployment, RolloutState, Service, TaskDefinition
from chalicelib.domain.plan import Join, NoOp, Observation, Plan, Register, Update, plan
from chalicelib.domain.refusals import Refusal
from fakes.ecs import STEADY

if TYPE_CHECKING:
    from chalicelib.domain.ecs import Json
    from chalicelib.domain.mapping import MappedService

ARN = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1"
PINNED = f"{REGISTRY}/{REPOSITORY}@{digest('v2')}"
UNPINNED = f"{REGISTRY}/{REPOSITORY}:v2"
DONE = EcsDeployment(
    "ecs-svc/1",
    primary=True,
    task_definition=ARN,
    rollout_state=RolloutState.COMPLETED,
    reason="",
    tasks=STEADY,
)
SERVICE = Service("web", "ACTIVE", "ECS", ARN, (DONE,))
WISHED = deployment(wish("v2", commit=commit("v2")))


def base(image: str | None = None, *, proxy: str | None = None) -> TaskDefinition:
    """What the service runs; `proxy` is the sidecar's image."""
    made = definition(image)
    if proxy is not None:
        containers = made["containerDefinitions"]
        assert isinstance(containers, list)
        made["containerDefinitions"] = [containers[0], {"name": "proxy", "image": proxy}]
    return TaskDefinition(ARN, made, {})


SOUND = Observation(SERVICE, digest("v2"), base())


def container(names: object) -> MappedService:
    return mapped(ecs={"cluster": "production", "service": "web", "container": names})


def told(decision: object) -> dict[str, str]:
    """Container -> image of the definition that is to be registered."""
    assert isinstance(decision, Plan)
    register = decision.steps[0]
    assert isinstance(register, Register)
    containers = register.definition["containerDefinitions"]
    assert isinstance(containers, list)
    return {str(one["name"]): str(one["image"]) for one in containers if isinstance(one, dict)}


def test_a_new_image_is_registered_and_then_rolled_out() -> None:
    decision = plan(WISHED, mapped(), SOUND)

    tags = {
        "slipway:deployment": WISHED.id,
        "slipway:image-tag": "v2",
        "slipway:commit": commit("v2"),
    }
    assert decision == Plan((Register(definition(PINNED), tags), Update()))


def test_the_same_sight_leads_to_the_same_decision() -> None:
    assert plan(WISHED, mapped(), SOUND) == plan(WISHED, mapped(), SOUND)


def test_what_was_seen_is_left_as_it_was() -> None:
    plan(WISHED, mapped(), SOUND)

    assert Observation(SERVICE, digest("v2"), base()) == SOUND


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (
            replace(SOUND, service=None, base=None, digest=None),
            "ECS service production/web does not exist; create it, or correct `ecs` in the mapping",
        ),
        (
            replace(SOUND, service=replace(SERVICE, status="DRAINING")),
            "ECS service production/web is DRAINING; deploy again once it is ACTIVE",
        ),
        (
            replace(SOUND, service=replace(SERVICE, status="INACTIVE"), base=None),
            "ECS service production/web is INACTIVE; deploy again once it is ACTIVE",
        ),
        (
            replace(SOUND, service=replace(SERVICE, controller="CODE_DEPLOY")),
            (
                "ECS service production/web has the deployment controller CODE_DEPLOY, which rolls out by itself; "
                "only services with the controller ECS can be deployed"
            ),
        ),
        (
            replace(SOUND, service=replace(SERVICE, controller="EXTERNAL"), base=None),
            (
                "ECS service production/web has the deployment controller EXTERNAL, which rolls out by itself; "
                "only services with the controller ECS can be deployed"
            ),
        ),
        (
            replace(SOUND, base=None),
            "ECS service production/web runs no task definition; give it one first",
        ),
        (
            replace(SOUND, digest=None),
            "ECR has no image shop/api:v2 any more; push it again",
        ),
        (
            replace(SOUND, base=base("nginx:1")),
            (
                f"no container runs an image of {REGISTRY}/{REPOSITORY} in {ARN}; "
                "name the one to change as `ecs.container` of web in the mapping"
            ),
        ),
        (
            replace(SOUND, base=base(proxy=UNPINNED)),
            (
                f"containers api, proxy all run an image of {REGISTRY}/{REPOSITORY} in {ARN}; "
                "name the one to change as `ecs.container` of web in the mapping"
            ),
        ),
    ],
    ids=[
        "no service",
        "a service that drains",
        "a deleted service",
        "CodeDeploy's service",
        "somebody else's service",
        "a service without a task definition",
        "no such image",
        "no container of the repository",
        "several containers of the repository",
    ],
)
def test_a_refusal_says_what_to_do(seen: Observation, reason: str) -> None:
    assert plan(WISHED, mapped(), seen) == Refusal(reason)


def test_an_image_that_was_asked_for_by_digest_is_missed_by_digest() -> None:
    decision = plan(deployment(wish(None)), mapped(), replace(SOUND, digest=None))

    assert decision == Refusal(f"ECR has no image shop/api@{digest('v2')} any more; push it again")


@pytest.mark.parametrize(("names", "missing"), [("app", "app"), (["api", "app", "cron"], "app, cron")])
def test_containers_that_are_not_there_are_refused_by_name(names: object, missing: str) -> None:
    decision = plan(WISHED, container(names), SOUND)

    assert decision == Refusal(
        f"{ARN} has no container {missing}, only api, proxy; correct `ecs.container` of web in the mapping"
    )


def test_a_definition_without_containers_is_refused() -> None:
    empty: dict[str, Json] = {"family": "web", "containerDefinitions": []}

    decision = plan(WISHED, container("api"), replace(SOUND, base=TaskDefinition(ARN, empty, {})))

    assert decision == Refusal(
        f"{ARN} has no container api, only none; correct `ecs.container` of web in the mapping"
    )


def test_an_omitted_container_is_the_one_that_runs_an_image_of_the_repository() -> None:
    assert told(plan(WISHED, mapped(), SOUND)) == {"api": PINNED, "proxy": "envoyproxy/envoy:v1.30"}


def test_a_container_of_the_mapping_settles_an_ambiguity() -> None:
    seen = replace(SOUND, base=base(proxy=UNPINNED))

    assert told(plan(WISHED, container("proxy"), seen)) == {
        "api": f"{REGISTRY}/{REPOSITORY}:1",
        "proxy": PINNED,
    }


def test_every_container_of_the_list_gets_the_image() -> None:
    assert told(plan(WISHED, container(["api", "proxy"]), SOUND)) == {"api": PINNED, "proxy": PINNED}


def test_an_image_that_runs_pinned_and_stable_is_left_alone() -> None:
    decision = plan(WISHED, mapped(), replace(SOUND, base=base(PINNED)))

    assert decision == NoOp("v2 already runs and is stable", ARN)


@pytest.mark.parametrize(
    ("image", "deployments"),
    [
        (UNPINNED, (DONE,)),
        (f"{REGISTRY}/{REPOSITORY}@{digest('v1')}", (DONE,)),
        (f"{UNPINNED}@{digest('v2')}", (DONE,)),
        (PINNED, ()),
        (PINNED, (replace(DONE, primary=False),)),
        (PINNED, (replace(DONE, rollout_state=RolloutState.FAILED),)),
        (PINNED, (replace(DONE, rollout_state=RolloutState.UNKNOWN),)),
    ],
)
def test_anything_else_is_rolled_out(image: str, deployments: tuple[EcsDeployment, ...]) -> None:
    seen = Observation(replace(SERVICE, deployments=deployments), digest("v2"), base(image))

    assert told(plan(WISHED, mapped(), seen))["api"] == PINNED


def test_an_image_that_ecs_rolls_out_already_is_followed() -> None:
    rolling = replace(DONE, rollout_state=RolloutState.IN_PROGRESS)
    seen = Observation(replace(SERVICE, deployments=(rolling,)), digest("v2"), base(PINNED))

    assert plan(WISHED, mapped(), seen) == Join(rolling)


@pytest.mark.parametrize("state", [RolloutState.COMPLETED, RolloutState.IN_PROGRESS])
def test_new_tasks_on_the_same_image_are_rolled_out_when_asked_for(state: RolloutState) -> None:
    forced = replace(WISHED, wish=replace(WISHED.wish, force=True))
    deployments = (replace(DONE, rollout_state=state),)
    seen = Observation(replace(SERVICE, deployments=deployments), digest("v2"), base(PINNED))

    assert told(plan(forced, mapped(), seen))["api"] == PINNED


def test_the_primary_deployment_decides_whether_a_service_is_stable() -> None:
    failed = replace(DONE, id="ecs-svc/2", primary=False, rollout_state=RolloutState.FAILED)
    seen = Observation(replace(SERVICE, deployments=(failed, DONE)), digest("v2"), base(PINNED))

    assert isinstance(plan(WISHED, mapped(), seen), NoOp)


@pytest.mark.parametrize(("proxy", "expected"), [(PINNED, NoOp), (UNPINNED, Plan)])
def test_of_several_containers_all_have_to_run_the_image_already(proxy: str, expected: type) -> None:
    decision = plan(WISHED, container(["api", "proxy"]), replace(SOUND, base=base(PINNED, proxy=proxy)))

    assert isinstance(decision, expected)
