"""What is done about a wish of which an earlier try left something behind in ECS."""

from __future__ import annotations

from dataclasses import replace

from builders import REGISTRY, REPOSITORY, definition, deployment, digest, mapped, wish
from chalicelib.domain.ecs import EcsDeployment, RolloutState, Service, TaskDefinition
from chalicelib.domain.plan import Observation, Plan, Refusal, Register, Update, plan
from fakes.ecs import STEADY

ARN = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1"
EARLIER_TRY = TaskDefinition(
    "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:2",
    definition(f"{REGISTRY}/{REPOSITORY}@{digest('v2')}"),
    {},
)
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
SOUND = Observation(SERVICE, digest("v2"), BASE, EARLIER_TRY)


def test_the_revision_of_an_earlier_try_is_not_registered_again() -> None:
    assert plan(WISHED, mapped(), SOUND) == Plan((Update(),), EARLIER_TRY.arn)


def test_a_revision_that_was_cloned_from_what_no_longer_runs_is_registered_anew() -> None:
    changed_since = TaskDefinition(f"{ARN}7", definition(cpu="1024"), {})

    decision = plan(WISHED, mapped(), replace(SOUND, base=changed_since))

    assert isinstance(decision, Plan)
    assert isinstance(decision.steps[0], Register)
    assert decision.steps[0].definition["cpu"] == "1024"


def test_a_revision_of_an_image_that_the_tag_no_longer_leads_to_is_registered_anew() -> None:
    decision = plan(WISHED, mapped(), replace(SOUND, digest=digest("moved")))

    assert isinstance(decision, Plan)
    assert isinstance(decision.steps[0], Register)


def test_an_earlier_try_whose_image_is_gone_is_refused() -> None:
    assert isinstance(plan(WISHED, mapped(), replace(SOUND, digest=None)), Refusal)


def test_an_earlier_try_is_given_up_with_its_service() -> None:
    gone = replace(SOUND, service=replace(SERVICE, status="INACTIVE"))

    assert isinstance(plan(WISHED, mapped(), gone), Refusal)
