"""What ECS runs now, asked service by service in tens."""

from __future__ import annotations

from typing import Any

from slipway.policies.live import Live, ask
from slipway.policies.scope import Scope


class Ecs:
    """Answers like boto3's ECS client: each service runs a family of its own name."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def describe_services(self, *, cluster: str, services: list[str]) -> dict[str, Any]:
        assert cluster == "production"
        self.asked.append(len(services))
        return {"services": [{"taskDefinition": f"{name}:7"} for name in services]}

    def describe_task_definition(self, *, taskDefinition: str) -> dict[str, Any]:  # noqa: N803 - boto3's name
        family = taskDefinition.partition(":")[0]
        return {"taskDefinition": {"family": family, "executionRoleArn": "arn:aws:iam::1:role/pull"}}


def _mapping(services: int) -> dict[str, Any]:
    return {
        "services": {
            f"s{number}": {
                "image": {"repository": "shop/api"},
                "ecs": {"cluster": "production", "service": f"s{number:02}", "region": "eu-west-1"},
            }
            for number in range(services)
        }
    }


def test_families_and_roles_are_those_of_the_task_definitions_that_run() -> None:
    assert ask(Scope.of(_mapping(2)), lambda _: Ecs()) == Live(("s00", "s01"), ("arn:aws:iam::1:role/pull",))


def test_services_are_described_ten_a_call() -> None:
    ecs = Ecs()
    ask(Scope.of(_mapping(23)), lambda _: ecs)
    assert ecs.asked == [10, 10, 3]
