"""What every `Archive` tells of the table, and how it takes one request once; the fake and DynamoDB alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import deployment, later, wish
from chalicelib.domain.asks import Page, RequestKey
from chalicelib.domain.commands import Hold
from chalicelib.domain.deployment import Deployment, Origin
from chalicelib.domain.errors import UnprocessableError
from contract.stores import delivered, run
from fakes.clock import NOON

if TYPE_CHECKING:
    from chalicelib.ports import Archive, Store

KEY = RequestKey("repository:{shop}", "step-1", "deploy v2")
DAY = timedelta(days=1)


def requested(tag: str = "v2", minutes: float = 0) -> Deployment:
    return deployment(wish(tag, at=later(minutes), origin=Origin.REQUEST))


def written(store: Store, *deployments: Deployment) -> None:
    store.save(replace(delivered(store), changed=deployments))


def test_what_a_service_is_like_is_read_without_taking_its_lease(store: Store, archive: Archive) -> None:
    hold = Hold("hold.1", "web", NOON, "operator alice", "sales week")
    store.release(replace(delivered(store), hold=hold, inbox=()), None, NOON)

    found = archive.records(["web", "unheard-of"])

    assert list(found) == ["web"]
    assert (found["web"].hold, found["web"].owner) == (hold, "")


def test_what_was_delivered_and_not_sorted_is_seen(store: Store, archive: Archive) -> None:
    store.deliver(wish("v2"), NOON)

    assert archive.records(["web"])["web"].inbox == (wish("v2"),)


def test_more_records_than_one_call_takes_are_read(store: Store, archive: Archive) -> None:
    names = [f"web-{number}" for number in range(120)]
    for name in names[::40]:
        store.deliver(wish("v2", service=name), NOON)

    assert sorted(archive.records(names)) == sorted(names[::40])


def test_a_deployment_is_found_by_its_id(store: Store, archive: Archive) -> None:
    written(store, requested())

    assert archive.deployment(requested().id) == requested()
    assert archive.deployment("web.20990101T000000.00000000") is None
    assert archive.deployment("nonsense") is None


def test_deployments_come_newest_first_a_page_at_a_time(store: Store, archive: Archive) -> None:
    written(store, *(requested(f"v{number}", number) for number in range(5)))

    first = archive.deployments("web", Page(limit=2))
    rest = archive.deployments("web", Page(limit=5, before=first[1].id))

    assert [one.image for one in first] == ["v4", "v3", "v2"], "one more tells that there are more"
    assert [one.image for one in rest] == ["v2", "v1", "v0"]


def test_the_deployments_of_another_service_are_not_its_own(store: Store, archive: Archive) -> None:
    written(store, requested())

    assert list(archive.deployments("web-2", Page())) == []
    assert list(archive.deployments("we", Page())) == []


def test_a_request_is_delivered_and_remembered_at_once(store: Store, archive: Archive) -> None:
    assert archive.asked_before(KEY, NOON) is None

    got = archive.deliver_once(wish("v2"), KEY, NOON)

    assert got == wish("v2").id
    assert archive.asked_before(KEY, NOON + DAY / 2) == got
    taken = store.take("web", run(), NOON)
    assert taken is not None
    assert taken.inbox == (wish("v2"),)


def test_the_same_request_again_gets_the_same_deployment_and_delivers_nothing(archive: Archive) -> None:
    first = archive.deliver_once(wish("v2"), KEY, NOON)

    again = archive.deliver_once(wish("v2", at=later(1)), KEY, later(1))

    assert again == first
    assert len(archive.records(["web"])["web"].inbox) == 1


def test_the_same_key_for_something_else_is_refused(archive: Archive) -> None:
    archive.deliver_once(wish("v2"), KEY, NOON)
    other = replace(KEY, fingerprint="deploy v3")

    with pytest.raises(UnprocessableError, match="Idempotency-Key"):
        archive.deliver_once(wish("v3"), other, NOON)
    with pytest.raises(UnprocessableError, match="Idempotency-Key"):
        archive.asked_before(other, NOON)


def test_the_key_of_another_caller_is_another_key(archive: Archive) -> None:
    archive.deliver_once(wish("v2"), KEY, NOON)
    theirs = replace(KEY, caller="repository:{other}", fingerprint="deploy v3")

    assert archive.deliver_once(wish("v3"), theirs, NOON) == wish("v3").id


def test_a_key_is_forgotten_after_a_day(archive: Archive) -> None:
    archive.deliver_once(wish("v2"), KEY, NOON)
    tomorrow = wish("v3", at=NOON + DAY)

    assert archive.asked_before(KEY, NOON + DAY) is None
    assert archive.deliver_once(tomorrow, KEY, NOON + DAY) == tomorrow.id


def test_of_requests_at_the_same_moment_one_is_delivered(store: Store, archive: Archive) -> None:
    wishes = [wish("v2", at=NOON + timedelta(seconds=second)) for second in range(8)]

    with ThreadPoolExecutor(8) as pool:
        got = set(pool.map(lambda one: archive.deliver_once(one, KEY, NOON), wishes))

    assert len(got) == 1
    taken = store.take("web", run(), NOON)
    assert taken is not None
    assert {one.key.partition(":")[0] for one in taken.inbox} == got
