"""The domain's values as documents of the table, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import deployment, digest, later, wish
from chalicelib.adapters import documents
from chalicelib.domain.deployment import Order, Origin, TaskCounts
from chalicelib.domain.goods import Good
from chalicelib.domain.ledger import Entry, Ledger
from chalicelib.domain.lifecycle import State
from chalicelib.domain.record import Newest
from chalicelib.domain.semver import Version
from fakes.clock import NOON

if TYPE_CHECKING:
    from collections.abc import Callable

EXACT = NOON + timedelta(microseconds=1)
COMMIT = "c" * 40
ROLLING = replace(
    deployment(wish(commit=COMMIT)).become(State.DEPLOYING, EXACT, "rolling out v2"),
    number=7,
    task_definition="arn:aws:ecs:revision:7",
    ecs_deployment="ecs-svc/2",
    deadline=later(30),
    tasks=TaskCounts(desired=2, running=1, pending=1, failed=0),
)
ENTRY = Entry("acme/shop", COMMIT, "web.1", State.FAILED, "no", attempts=3, next_at=EXACT, unsure=True)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (documents.wish, wish("v2")),
        (documents.wish, wish(None, origin=Origin.REQUEST, commit=COMMIT)),
        (documents.wish, wish("1.2.3", version="1.2.3-rc.1+build.5", at=EXACT)),
        (documents.deployment, deployment()),
        (documents.deployment, ROLLING),
        (documents.newest, Newest("web.1", digest("v2"), Order(EXACT, digest("v2"), Version.parse("1.2.3")))),
        (documents.good, Good("web.1", "v2", digest("v2"), "arn:aws:ecs:revision:7", EXACT)),
        (documents.ledger, Ledger()),
        (documents.ledger, Ledger((ENTRY, Entry("acme/shop", "d" * 40, "web.2", State.HELD, "")))),
    ],
    ids=lambda value: type(value).__name__ if not callable(value) else value.__name__,
)
def test_a_value_comes_back_as_it_was(read: Callable[[documents.Document], object], value: object) -> None:
    assert read(documents.encode(value)) == value


def test_what_is_empty_is_left_out() -> None:
    document = documents.encode(wish("v2"))

    assert "commit" not in document
    assert "version" not in document["order"]


def test_times_versions_and_states_are_plain_text() -> None:
    document = documents.encode(wish("1.2.3", version="1.2.3"))

    assert document["order"] == {
        "at": "2026-11-22T12:00:00+00:00",
        "digest": digest("1.2.3"),
        "version": "1.2.3",
    }
    assert document["origin"] == "push"


def test_a_document_with_members_of_a_later_version_can_still_be_read() -> None:
    document = documents.encode(ROLLING) | {"added": "later", "state": "deploying"}

    assert documents.deployment(document) == ROLLING
