"""What is shown of services and deployments, and to whom."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from builders import digest, mapping, service_document
from chalicelib.domain.asks import Page
from chalicelib.domain.caller import Caller, Operator, Pipeline
from chalicelib.domain.errors import ForbiddenError, NotFoundError, RetryableError
from chalicelib.domain.lifecycle import State
from chalicelib.ports import Archive
from chalicelib.reading import Reading
from world import ALICE, World

SHOP, OTHER = "{11111111-1111-4111-8111-111111111111}", "{22222222-2222-4222-8222-222222222222}"
STEP = "{33333333-3333-4333-8333-333333333333}"


def pipeline(repository: str) -> Pipeline:
    return Pipeline(STEP, repository, STEP, STEP, None, None)


def service(uuid: str, ecs: str) -> dict[str, object]:
    return service_document(ecs, bitbucket={"repository": "acme/shop", "uuid": uuid})


def world() -> World:
    return World(mapping(cart=service(SHOP, "cart"), shop=service(SHOP, "shop"), till=service(OTHER, "till")))


def deployed(*tags: str) -> World:
    made = World()
    for tag in tags:
        made.push(tag)
        made.completes()
        made.clock.pass_(minutes=1)
    return made


def test_a_service_that_was_never_deployed_has_no_state() -> None:
    view = World().reading.service(ALICE, "web")

    assert (view.state, view.current, view.held, view.deployments) == (None, None, None, ())


def test_a_service_shows_what_runs_and_what_is_on_its_way() -> None:
    made = deployed("v2")
    made.push("v3")

    view = made.reading.service(ALICE, "web")

    assert view.current is not None
    assert (view.current.tag, view.state) == ("v2", State.DEPLOYING)
    assert [one.image for one in view.deployments] == ["v3", "v2"]


def test_deployments_come_a_page_at_a_time() -> None:
    made = deployed("v2", "v3", "v4")

    first = made.reading.service(ALICE, "web", Page(limit=2))
    rest = made.reading.service(ALICE, "web", Page(limit=2, before=first.next_before))

    assert [one.image for one in first.deployments] == ["v4", "v3"]
    assert [one.image for one in rest.deployments] == ["v2"]
    assert rest.next_before is None


def test_what_was_asked_for_and_not_looked_at_yet_is_shown_as_requested() -> None:
    made = World()
    made.pushed("v2")
    made.ecs.faults.plan("services", RetryableError("down"), times=9)

    asked = made.asked("v2")

    assert made.reading.deployment(ALICE, asked.id).state is State.REQUESTED
    view = made.reading.service(ALICE, "web")
    assert (view.state, [one.id for one in view.deployments]) == (State.REQUESTED, [asked.id])


@pytest.mark.parametrize(
    ("caller", "names"),
    [(ALICE, ["cart", "shop", "till"]), (pipeline(SHOP), ["cart", "shop"]), (pipeline(OTHER), ["till"])],
)
def test_services_are_listed_by_name_to_whoever_may_act_on_them(caller: Caller, names: list[str]) -> None:
    view = world().reading.services(caller, Page())

    assert [one.mapped.name for one in view.services] == names


def test_services_come_a_page_at_a_time() -> None:
    reading = world().reading

    first = reading.services(ALICE, Page(limit=2))
    rest = reading.services(ALICE, Page(limit=2, before=first.next_after))

    assert [one.mapped.name for one in first.services] == ["cart", "shop"]
    assert ([one.mapped.name for one in rest.services], rest.next_after) == (["till"], None)


def test_a_page_of_services_costs_one_call() -> None:
    made = world()

    made.reading.services(ALICE, Page())

    assert made.store.faults.calls == ["records"]


def test_a_service_of_another_repository_is_not_shown() -> None:
    with pytest.raises(ForbiddenError):
        world().reading.service(pipeline(OTHER), "shop")


@pytest.mark.parametrize("name", ["unheard-of", "../shop", "", "shop.x"])
def test_a_service_that_is_not_mapped_is_not_found(name: str) -> None:
    with pytest.raises(NotFoundError):
        world().reading.service(Operator("bob"), name)


@pytest.mark.parametrize("name", ["web.20990101T000000.00000000", "web", "", "other.1"])
def test_a_deployment_that_does_not_exist_is_not_found(name: str) -> None:
    with pytest.raises(NotFoundError):
        deployed("v2").reading.deployment(ALICE, name)


def test_a_badge_tells_the_newest_deployment() -> None:
    made = deployed("v2")
    made.push("v3")
    made.fails()

    found = made.reading.badge("web")

    assert found is not None
    assert found[1:] == (State.FAILED, "v3")


def test_a_badge_of_a_service_that_was_never_deployed_has_no_state() -> None:
    found = World().reading.badge("web")

    assert found is not None
    assert found[1:] == (None, None)


def test_a_service_that_is_not_mapped_has_no_badge() -> None:
    assert World().reading.badge("unheard-of") is None


def test_an_image_without_a_tag_is_shown_by_its_digest() -> None:
    made = World()
    made.pushed("v2")
    made.asked(digest=digest("v2"))

    found = made.reading.badge("web")

    assert found is not None
    assert found[2] == digest("v2").removeprefix("sha256:")[:12]


def test_a_deployment_that_is_sorted_while_somebody_looks_for_it_is_found() -> None:
    """It has left the inbox and lies in the history, since the first look found it in neither."""
    made = deployed("v2")
    looked, deployment = made.deployments()[0], made.store.deployment
    answers = iter([None, looked])
    archive = SimpleNamespace(records=made.store.records, deployment=lambda _: next(answers))
    reading = Reading(made.services, cast("Archive", archive), made.telemetry)

    assert reading.deployment(ALICE, looked.id) == deployment(looked.id)
