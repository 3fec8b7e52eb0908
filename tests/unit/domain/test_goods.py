"""What is known to be good, and where a rollback leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import deployment, digest, later, wish
from chalicelib.domain.deployment import Deployment, Origin
from chalicelib.domain.goods import REMEMBERED, Good, good_of, remembering, way_back
from chalicelib.domain.lifecycle import State


def succeeded(tag: str, minutes: float = 0, origin: Origin = Origin.PUSH) -> Deployment:
    asked = deployment(wish(tag, at=later(minutes), origin=origin), task_definition=f"arn:{tag}")
    return asked.become(State.DEPLOYING, later(minutes), "").become(State.SUCCEEDED, later(minutes), "")


def after(*deployments: Deployment) -> tuple[Good, ...]:
    goods: tuple[Good, ...] = ()
    for one in deployments:
        goods = remembering(goods, one)
    return goods


def tags(goods: tuple[Good, ...]) -> list[str | None]:
    return [one.tag for one in goods]


def test_what_succeeded_is_remembered_oldest_first() -> None:
    assert tags(after(succeeded("v1"), succeeded("v2", 1))) == ["v1", "v2"]


def test_the_same_image_again_takes_its_own_place() -> None:
    assert tags(after(succeeded("v1"), succeeded("v2", 1), succeeded("v2", 2))) == ["v1", "v2"]


def test_an_image_that_came_back_by_a_deployment_stands_last() -> None:
    assert tags(after(succeeded("v1"), succeeded("v2", 1), succeeded("v1", 2))) == ["v1", "v2", "v1"]


def test_a_rollback_forgets_what_it_went_back_from() -> None:
    goods = after(succeeded("v1"), succeeded("v2", 1), succeeded("v3", 2))

    assert tags(remembering(goods, succeeded("v2", 3, Origin.ROLLBACK))) == ["v1", "v2"]


def test_a_rollback_to_what_is_long_forgotten_begins_anew() -> None:
    assert tags(remembering(after(succeeded("v2")), succeeded("v1", 3, Origin.ROLLBACK))) == ["v1"]


def test_no_more_are_remembered_than_fit() -> None:
    many = [succeeded(f"v{number}", number) for number in range(REMEMBERED + 3)]

    assert tags(after(*many)) == [f"v{number}" for number in range(3, REMEMBERED + 3)]


def test_a_deployment_without_a_revision_is_no_place_to_go_back_to() -> None:
    bare = replace(succeeded("v1"), task_definition=None)

    assert good_of(bare) is None
    assert remembering((), bare) == ()


@pytest.mark.parametrize(
    ("tip", "leads_to"),
    [("v2", "v1"), ("v3", "v2"), (None, "v2")],
    ids=["after a success: the one before", "after a failure: the last success", "nothing was ever begun"],
)
def test_a_rollback_leads_to_the_newest_good_image_that_is_not_the_one_tried_last(
    tip: str | None, leads_to: str
) -> None:
    found = way_back(after(succeeded("v1"), succeeded("v2", 1)), digest(tip) if tip else None)

    assert found is not None
    assert found.tag == leads_to


def test_with_nothing_but_what_runs_there_is_no_way_back() -> None:
    assert way_back(after(succeeded("v1")), digest("v1")) is None
    assert way_back((), None) is None
