"""What ECS says of several services, in few calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import definition
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.mapping import Target
from chalicelib.observer import Observer
from fakes.ecs import FakeEcs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.domain.ecs import Service

WEB = Target("production", "web", "eu-west-1")
WORKER = Target("production", "worker", "eu-west-1")
STAGING = Target("staging", "web", "eu-west-1")
ABROAD = Target("production", "web", "us-east-1")
ROLE = "arn:aws:iam::999999999999:role/slipway"
FOREIGN = Target("production", "web", "eu-west-1", ROLE)
FOREIGN_BY_ID = Target("production", "web", "eu-west-1", ROLE, "acme")
ALL = [WEB, STAGING, WORKER, ABROAD, FOREIGN, FOREIGN_BY_ID]


class AskedEcs(FakeEcs):
    """Notes which services were asked for together, and cannot tell of the staging cluster."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[set[Target]] = []
        self.broken: RetryableError | None = None

    def services(self, targets: Sequence[Target]) -> Mapping[Target, Service]:
        self.asked.append(set(targets))
        if self.broken is not None and STAGING in targets:
            raise self.broken
        return super().services(targets)


def ecs_with(*targets: Target) -> AskedEcs:
    ecs = AskedEcs()
    for target in targets:
        ecs.add_service(target, definition())
    return ecs


def test_each_target_gets_its_own_service() -> None:
    ecs = ecs_with(*ALL)

    seen = Observer(ecs).observe(ALL)

    assert seen == {target: ecs.there[target].shown for target in ALL}


def test_a_service_that_does_not_exist_is_none() -> None:
    assert Observer(ecs_with(WEB)).observe([WEB, WORKER])[WORKER] is None


def test_nothing_is_asked_about_nothing() -> None:
    ecs = ecs_with(WEB)

    assert Observer(ecs).observe([]) == {}
    assert ecs.asked == []


def test_services_are_asked_for_together_when_they_share_region_role_and_cluster() -> None:
    ecs = ecs_with(*ALL)

    Observer(ecs).observe(ALL)

    assert sorted(map(len, ecs.asked)) == [1, 1, 1, 1, 2]
    assert {WEB, WORKER} in ecs.asked


def test_a_service_is_asked_for_once_however_often_it_is_named() -> None:
    ecs = ecs_with(WEB)

    Observer(ecs).observe([WEB, WEB])

    assert ecs.asked == [{WEB}]


def test_a_cluster_that_cannot_be_asked_hides_no_other() -> None:
    ecs = ecs_with(WEB, STAGING)
    ecs.broken = RetryableError("throttled")

    seen = Observer(ecs).observe([WEB, STAGING])

    assert seen == {WEB: ecs.there[WEB].shown, STAGING: ecs.broken}
