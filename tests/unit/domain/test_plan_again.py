"""What is done about a wish of which an earlier try left something behind in ECS."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import definition, deployment, digest, mapped, wish
from chalicelib.domain.ecs import EcsDeployment, RolloutState, Service, TaskDefinition
from chalicelib.domain.plan import Follow, Observation, Plan, Refusal, Update, plan
from fakes.ecs import ROLLING, STEADY

ARN = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1"
EARLIER_TRY = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:2"
DONE = EcsDeployment(
    "ecs-svc/1",
    primary=True,
    task_definition=ARN,
    rollout_state=RolloutState.COMPLETED,
    reason="",
    tasks=STEADY,
)
SERVICE = Service("web", "ACTIVE", "ECS", ARN, (DONE,))
WISHED = deployment(wish("v2"))
BASE = TaskDefinition(ARN, definition(), {})
SOUND = Observation(SERVICE, digest("v2"), BASE)


def test_the_revision_of_an_earlier_try_is_not_registered_again() -> None:
    decision = plan(WISHED, mapped(), replace(SOUND, revision=EARLIER_TRY))

    assert decision == Plan((Update(),), EARLIER_TRY)


@pytest.mark.parametrize("state", RolloutState)
def test_a_rollout_that_an_earlier_try_began_is_followed(state: RolloutState) -> None:
    begun = EcsDeployment(
        "ecs-svc/2", primary=True, task_definition=EARLIER_TRY, rollout_state=state, reason="", tasks=ROLLING
    )
    service = replace(SERVICE, deployments=(begun, replace(DONE, primary=False)))

    decision = plan(WISHED, mapped(), Observation(service, digest("v2"), BASE, EARLIER_TRY))

    assert decision == Plan((Follow("ecs-svc/2"),), EARLIER_TRY)


def test_an_earlier_try_is_finished_though_its_image_is_gone() -> None:
    decision = plan(WISHED, mapped(), Observation(SERVICE, None, BASE, EARLIER_TRY))

    assert decision == Plan((Update(),), EARLIER_TRY)


def test_an_earlier_try_is_given_up_with_its_service() -> None:
    seen = Observation(replace(SERVICE, status="INACTIVE"), digest("v2"), BASE, EARLIER_TRY)

    assert isinstance(plan(WISHED, mapped(), seen), Refusal)
