"""How deployments and services look in JSON: always the same members, null where nothing is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from builders import commit, deployment, digest, later, wish
from chalicelib.api.presenter import deployment_json, service_json
from chalicelib.api.shapes import instant
from chalicelib.domain.commands import Hold
from chalicelib.domain.deployment import TaskCounts
from chalicelib.domain.lifecycle import State
from fakes.clock import NOON
from fakes.desk import ARN, view


def test_a_deployment_on_its_way() -> None:
    begun = replace(
        deployment(wish("v2", commit=commit("v2")), task_definition=ARN),
        tasks=TaskCounts(desired=3, running=1, pending=2, failed=0),
    ).become(State.DEPLOYING, later(), "ECS rolls out v2")

    assert deployment_json(begun) == {
        "id": begun.id,
        "service": "web",
        "image": "v2",
        "tag": "v2",
        "digest": digest("v2"),
        "commit": commit("v2"),
        "state": "deploying",
        "reason": "ECS rolls out v2",
        "requested_by": "push of shop/api:v2",
        "requested_at": "2026-11-22T12:00:00.000Z",
        "updated_at": "2026-11-22T12:01:00.000Z",
        "finished_at": None,
        "task_definition": ARN,
        "tasks": {"desired": 3, "running": 1, "pending": 2, "failed": 0},
        "history": [
            {
                "state": "requested",
                "at": "2026-11-22T12:00:00.000Z",
                "reason": "asked for by push of shop/api:v2",
            },
            {"state": "deploying", "at": "2026-11-22T12:01:00.000Z", "reason": "ECS rolls out v2"},
        ],
    }


def test_what_is_not_known_of_a_deployment_is_null() -> None:
    shown = deployment_json(deployment(wish(None, of=digest("v2"))))

    nothing = [name for name, value in shown.items() if value is None]
    assert nothing == ["tag", "commit", "finished_at", "task_definition", "tasks"]
    assert shown["image"] == digest("v2")[7:19]


def test_a_deployment_that_has_ended_says_when() -> None:
    ended = deployment().become(State.REFUSED, later(2), "there is no such service")

    assert deployment_json(ended)["finished_at"] == "2026-11-22T12:02:00.000Z"


def test_a_service() -> None:
    held = Hold("hold.1", "web", NOON, "operator alice", "Black Friday")
    shown = service_json(view(held=held), "https://x/badges/web.svg", "https://x/services/web?before=1")

    assert list(shown) == [
        "name", "cluster", "state", "held", "current", "badge_url", "deployments", "next",
    ]  # fmt: skip
    assert (shown["name"], shown["cluster"], shown["state"]) == ("web", "production", "requested")
    assert shown["held"] == {
        "reason": "Black Friday",
        "by": "operator alice",
        "at": "2026-11-22T12:00:00.000Z",
    }
    assert shown["current"] == {
        "deployment": "web.20261122T110000.0a1b2c3d",
        "image": "v1",
        "tag": "v1",
        "digest": digest("v1"),
        "commit": None,
        "task_definition": ARN,
        "since": "2026-11-22T12:00:00.000Z",
    }
    assert shown["badge_url"] == "https://x/badges/web.svg"
    assert shown["deployments"] == [deployment_json(deployment())]
    assert shown["next"] == "https://x/services/web?before=1"


def test_a_service_that_was_never_deployed() -> None:
    shown = service_json(view(state=None, current=None, deployments=()), "https://x/badges/web.svg", None)

    assert [shown[name] for name in ("state", "held", "current", "deployments", "next")] == [
        None, None, None, [], None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (NOON, "2026-11-22T12:00:00.000Z"),
        (NOON + timedelta(microseconds=123_999), "2026-11-22T12:00:00.123Z"),
        (
            datetime(2026, 11, 22, 13, 30, tzinfo=timezone(timedelta(hours=1, minutes=30))),
            "2026-11-22T12:00:00.000Z",
        ),
    ],
)
def test_times_are_in_utc_to_milliseconds(at: datetime, shown: str) -> None:
    assert instant(at) == shown
