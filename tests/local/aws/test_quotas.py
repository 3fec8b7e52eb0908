"""ECS's request quotas, as token buckets that are off until somebody asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from slipway.local.aws.quotas import Quotas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.harness import LocalAws


@dataclass
class Clock:
    """Seconds that pass when a test says so."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def quotas(clock: Clock) -> Quotas:
    found = Quotas(clock)
    found.enforce()
    return found


def passed(quotas: Quotas, operation: str, times: int, service: str = "ecs") -> int:
    return sum(not quotas.refuses(service, operation) for _ in range(times))


@pytest.mark.parametrize(
    ("operation", "burst", "refill"),
    [
        ("RegisterTaskDefinition", 20, 1),
        ("DescribeTaskDefinition", 50, 20),
        ("UpdateService", 50, 5),
        ("DescribeServices", 100, 20),
        ("ListServiceDeployments", 50, 20),
        ("DescribeTasks", 100, 20),
    ],
)
def test_so_many_calls_pass_at_once_and_then_so_many_a_second(
    quotas: Quotas, clock: Clock, operation: str, burst: int, refill: int
) -> None:
    assert passed(quotas, operation, burst + 5) == burst

    clock.seconds += 1
    assert passed(quotas, operation, burst) == refill


def test_operations_of_one_bucket_use_it_up_together(quotas: Quotas) -> None:
    assert passed(quotas, "RegisterTaskDefinition", 20) == 20

    assert passed(quotas, "DeregisterTaskDefinition", 1) == 0
    assert passed(quotas, "UpdateService", 1) == 1


def test_a_bucket_never_holds_more_than_its_burst(quotas: Quotas, clock: Clock) -> None:
    clock.seconds += 3600

    assert passed(quotas, "RegisterTaskDefinition", 100) == 20


def test_other_services_are_not_throttled(quotas: Quotas) -> None:
    assert passed(quotas, "RegisterTaskDefinition", 100, service="batch") == 100


def test_nothing_is_throttled_before_and_after(quotas: Quotas, clock: Clock) -> None:
    quotas.clear()

    assert passed(quotas, "RegisterTaskDefinition", 100) == 100
    assert passed(Quotas(clock), "RegisterTaskDefinition", 100) == 100


@pytest.fixture
def limited(aws: LocalAws) -> Iterator[LocalAws]:
    aws.local("PUT", "quotas")
    yield aws
    aws.local("DELETE", "quotas")


def test_a_throttled_call_is_answered_as_ecs_does_and_shows_in_the_list_of_calls(limited: LocalAws) -> None:
    limited.local("DELETE", "calls")

    with pytest.raises(ClientError, match=r"ThrottlingException.*Rate exceeded"):
        register(limited, 40)

    assert len(limited.local("GET", "calls")) > 20


def register(aws: LocalAws, times: int) -> None:
    container = {"name": "app", "image": "app", "memory": 64}
    for _ in range(times):
        aws.client("ecs").register_task_definition(family="limited", containerDefinitions=[container])
