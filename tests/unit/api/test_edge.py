"""Each route: what reaches the desk, what comes back, and what never gets that far."""

from __future__ import annotations

import json
from typing import Any

import pytest

from builders import commit, digest, mapped
from chalicelib.domain.asks import DeployAsk, Page
from chalicelib.domain.badge_token import token
from chalicelib.domain.caller import Pipeline
from chalicelib.domain.mapped_service import BadgeVisibility
from described import must_be_as_described
from fakes.desk import view
from front import ALICE, BASE, BODIES, ID, KEY, SECURED, Front

STEP = "{33333333-3333-4333-8333-333333333333}"


def asked(operation: str, front: Front | None = None, **more: Any) -> tuple[Front, Any]:
    """The front after a sound request, and the body of its reply, which is as described."""
    front = front or Front()
    reply = front.ask(operation, more.pop("body", BODIES.get(operation)), **more)
    must_be_as_described(operation, reply)
    return front, json.loads(reply.body)


def test_an_image_is_asked_for() -> None:
    body = {"tag": "v2", "digest": digest("v2"), "commit": commit("v2"), "force": True}
    front, _ = asked("deploy", body=body, headers={"idempotency-key": "step-1"})

    assert front.desk.calls == [
        ("deploy", "web", DeployAsk("v2", digest("v2"), commit("v2"), force=True), "step-1")
    ]


def test_what_is_left_out_is_not_asked_for() -> None:
    front, _ = asked("deploy")

    assert front.desk.calls == [("deploy", "web", DeployAsk(tag="v2"), None)]


@pytest.mark.parametrize("operation", ["deploy", "rollback", "stop"])
def test_what_takes_a_while_is_accepted_and_can_be_followed(operation: str) -> None:
    front = Front()
    reply = front.ask(operation, BODIES.get(operation))

    must_be_as_described(operation, reply)
    assert reply.status == 202
    assert reply.headers["Location"] == f"{BASE}/deployments/{front.desk.made.id}"
    assert json.loads(reply.body)["id"] == front.desk.made.id


@pytest.mark.parametrize(("body", "to"), [(None, None), ({}, None), ({"to": ID}, ID)])
def test_a_rollback_leads_to_the_last_good_deployment_or_to_a_named_one(body: object, to: str | None) -> None:
    front, _ = asked("rollback", body=body, headers={"idempotency-key": "k"})

    assert front.desk.calls == [("rollback", "web", to, "k")]


def test_a_service_is_held() -> None:
    front, shown = asked("hold")

    assert front.desk.calls == [("hold", "web", "Black Friday")]
    assert shown["held"]["reason"] == "Black Friday"


def test_a_service_is_released() -> None:
    front, shown = asked("release")

    assert front.desk.calls == [("release", "web")]
    assert shown["held"] is None


def test_a_rollout_is_stopped() -> None:
    front, _ = asked("stop")

    assert front.desk.calls == [("stop", ID)]


def test_a_deployment_is_read() -> None:
    front, shown = asked("deployment")

    assert front.desk.calls == [("deployment", ID)]
    assert shown["id"] == front.desk.made.id


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ({}, Page(20, None)),
        ({"limit": ["5"]}, Page(5, None)),
        ({"limit": ["100"], "before": [ID]}, Page(100, ID)),
    ],
)
def test_a_service_is_read_page_by_page(query: dict[str, list[str]], page: Page) -> None:
    front, shown = asked("service", query=query)

    assert front.desk.calls == [("service", "web", page)]
    assert shown["next"] is None


def test_a_page_leads_to_the_next() -> None:
    front = Front()
    front.desk.shown = view(next_before=ID)

    _, shown = asked("service", front, query={"limit": ["5"]})

    assert shown["next"] == f"{BASE}/services/web?limit=5&before={ID}"


def test_services_are_read_page_by_page() -> None:
    front = Front()
    front.desk.next_after = "web"

    _, shown = asked("services", front, query={"limit": ["1"], "after": ["api"]})

    assert front.desk.calls == [("services", Page(1, "api"))]
    assert [one["name"] for one in shown["services"]] == ["web"]
    assert shown["next"] == f"{BASE}/services?limit=1&after=web"


def test_the_last_page_of_services_leads_nowhere() -> None:
    assert asked("services")[1]["next"] is None


@pytest.mark.parametrize("operation", ["service", "hold", "release"])
def test_a_private_badges_address_comes_with_its_token(operation: str) -> None:
    _, shown = asked(operation)

    assert shown["badge_url"] == f"{BASE}/badges/web.svg?token={token(KEY, 'web')}"


def test_without_the_key_a_private_badge_has_no_address_and_all_else_is_answered() -> None:
    front = Front(key=None)

    _, shown = asked("service", front)

    assert (shown["name"], shown["badge_url"]) == ("web", None)


def test_a_public_badges_address_needs_no_token_and_no_key() -> None:
    front = Front()
    front.desk.shown = view(mapped=mapped(badge=BadgeVisibility.PUBLIC.value))

    _, shown = asked("service", front)

    assert shown["badge_url"] == f"{BASE}/badges/web.svg"
    assert front.key_asked == 0


@pytest.mark.parametrize("operation", SECURED)
def test_the_desk_is_told_who_asks(operation: str) -> None:
    step = Pipeline(STEP, STEP, STEP, STEP)
    front, _ = asked(operation, caller=step)

    assert front.desk.callers == [step]


def test_the_caller_is_alice() -> None:
    """The front asks in her name unless a test says otherwise."""
    assert asked("services")[0].desk.callers == [ALICE]
