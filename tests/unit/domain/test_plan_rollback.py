"""What is done about a rollback: the very revision that ran, and nothing registered unless it must be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import REGISTRY, REPOSITORY, definition, deployment, digest, mapped, wish
from chalicelib.domain.deployment import Origin
from chalicelib.domain.ecs import EcsDeployment, RolloutState, Service, TaskDefinition
from chalicelib.domain.plan import Join, NoOp, Observation, Plan, Register, Update, plan
from chalicelib.domain.refusals import Refusal
from fakes.ecs import STEADY

FAMILY = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web"
GOOD, BAD = f"{FAMILY}:1", f"{FAMILY}:2"
PINNED = f"{REGISTRY}/{REPOSITORY}@{digest('v1')}"
BACK = deployment(replace(wish("v1", origin=Origin.ROLLBACK), revision=GOOD))
GOAL = TaskDefinition(GOOD, definition(PINNED, cpu="1024"), {"team": "shop"})


def service(runs: str, state: RolloutState = RolloutState.COMPLETED) -> Service:
    primary = EcsDeployment(
        "ecs-svc/2", primary=True, task_definition=runs, rollout_state=state, reason="", tasks=STEADY
    )
    return Service("web", "ACTIVE", "ECS", runs, (primary,))


def test_the_service_is_told_to_run_the_revision_and_nothing_is_registered() -> None:
    assert plan(BACK, mapped(), Observation(service(BAD), digest("v1"), GOAL)) == Plan((Update(),), GOOD)


def test_a_revision_that_was_deregistered_is_registered_anew_as_it_was() -> None:
    decision = plan(BACK, mapped(), Observation(service(BAD), digest("v1"), replace(GOAL, active=False)))

    tags = {"team": "shop", "slipway:deployment": BACK.id, "slipway:image-tag": "v1"}
    assert decision == Plan((Register(GOAL.definition, tags), Update()))


def test_what_an_earlier_try_registered_is_used() -> None:
    again = TaskDefinition(f"{FAMILY}:3", GOAL.definition, {})
    seen = Observation(service(BAD), digest("v1"), replace(GOAL, active=False), again)

    assert plan(BACK, mapped(), seen) == Plan((Update(),), again.arn)


def test_of_a_revision_that_ecs_deleted_the_image_is_put_into_what_runs() -> None:
    runs = TaskDefinition(BAD, definition(), {})

    decision = plan(BACK, mapped(), Observation(service(BAD), digest("v1"), runs))

    assert isinstance(decision, Plan)
    assert isinstance(decision.steps[0], Register)
    assert decision.steps[0].definition == definition(PINNED)


def test_a_service_that_runs_the_revision_steadily_is_left_alone() -> None:
    assert plan(BACK, mapped(), Observation(service(GOOD), digest("v1"), GOAL)) == NoOp(
        "v1 already runs and is stable", GOOD
    )


def test_a_service_that_ecs_is_taking_back_to_the_revision_is_followed() -> None:
    """The circuit breaker may have begun the same rollback by itself."""
    rolling = service(GOOD, RolloutState.IN_PROGRESS)

    decision = plan(BACK, mapped(), Observation(rolling, digest("v1"), GOAL))

    assert decision == Join(rolling.deployments[0])


def test_an_image_that_ecr_no_longer_has_is_refused() -> None:
    decision = plan(BACK, mapped(), Observation(service(BAD), None, GOAL))

    assert isinstance(decision, Refusal)
    assert "ECR has no image" in decision.reason


@pytest.mark.parametrize("status", ["DRAINING", "INACTIVE"])
def test_a_service_that_is_not_active_is_refused(status: str) -> None:
    seen = Observation(replace(service(BAD), status=status), digest("v1"), GOAL)

    assert isinstance(plan(BACK, mapped(), seen), Refusal)
