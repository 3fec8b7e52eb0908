"""What ECS runs now, asked service by service in tens."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from slipway.policies.live import ask
from slipway.policies.tasks import Running, Unseen

PULL = "arn:aws:iam::123456789012:role/pull"


class Ecs:
    """Answers like boto3's ECS client: each service of its one cluster runs a family of its own name."""

    def __init__(self, *absent: str) -> None:
        self.absent = absent
        self.asked: list[int] = []

    def describe_services(self, *, cluster: str, services: list[str]) -> dict[str, Any]:
        if cluster != "production":
            raise ClientError({"Error": {"Code": "ClusterNotFoundException"}}, "DescribeServices")
        self.asked.append(len(services))
        there = [name for name in services if name not in self.absent]
        return {"services": [{"serviceName": name, "taskDefinition": f"{name}:7"} for name in there]}

    def describe_task_definition(self, *, taskDefinition: str) -> dict[str, Any]:  # noqa: N803 - boto3's name
        family = taskDefinition.partition(":")[0]
        if family == "s99":
            raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "DescribeTaskDefinition")
        named = {"executionRoleArn": PULL, "taskRoleArn": "by-name"}
        return {"taskDefinition": {"family": family, **named}}


def service(number: int, **ecs: Any) -> dict[str, Any]:
    return {
        "image": {"repository": "shop/api"},
        "ecs": {"cluster": "production", "service": f"s{number:02}", "region": "eu-west-1", **ecs},
    }


def mapping(*services: dict[str, Any]) -> dict[str, Any]:
    return {"services": {one["ecs"]["service"]: one for one in services}}


def test_family_and_roles_are_those_of_the_task_definition_that_runs() -> None:
    assert ask(mapping(service(1)), lambda _: Ecs()) == {"s01": Running("s01", ("by-name", PULL))}


def test_services_are_described_ten_a_call() -> None:
    ecs = Ecs()
    ask(mapping(*map(service, range(23))), lambda _: ecs)
    assert ecs.asked == [10, 10, 3]


def test_each_region_is_asked_by_itself() -> None:
    regions: list[str | None] = []

    def ecs_in(region: str | None) -> Ecs:
        regions.append(region)
        return Ecs()

    ask(mapping(service(1), service(2, region="us-east-1")), ecs_in)
    assert sorted(map(str, regions)) == ["eu-west-1", "us-east-1"]


def test_what_the_mapping_says_or_a_role_elsewhere_decides_is_not_asked() -> None:
    ecs = Ecs()
    said, abroad = service(1, family="s01", roles=[]), service(2, role_arn="arn:aws:iam::210987654321:role/x")
    assert ask(mapping(said, abroad), lambda _: ecs) == {}
    assert ecs.asked == []


def test_what_ecs_does_not_tell_is_said_and_hides_nothing_else() -> None:
    given = mapping(service(1), service(2), service(3, cluster="gone"), service(99))

    found = ask(given, lambda _: Ecs("s02"))

    assert found["s01"] == Running("s01", ("by-name", PULL))
    assert found["s02"] == Unseen("ECS runs no service production/s02")
    for name, why in (("s03", "ClusterNotFoundException"), ("s99", "AccessDeniedException")):
        unseen = found[name]
        assert isinstance(unseen, Unseen)
        assert why in unseen.why
