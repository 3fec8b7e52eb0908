"""What is delivered by whoever would go on with it at once: `deliver` and `take`, in one write where that can be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import wish
from chalicelib.adapters.dynamodb import DynamoDbStore
from chalicelib.domain.errors import RetryableError
from contract.stores import delivered, run, taken
from fakes.clock import NOON

if TYPE_CHECKING:
    from chalicelib.domain.record import ServiceRecord
    from chalicelib.ports import Store
    from local_stack import LocalAws


def test_of_a_service_that_nobody_works_on_the_lease_comes_with_the_wish(store: Store) -> None:
    record = store.deliver_and_take(wish("v2"), run(), NOON)

    assert record is not None
    assert (record.inbox, record.owner, record.interrupted) == ((wish("v2"),), run().id, False)
    assert store.take("web", run("another"), NOON) is None


def test_what_lay_in_the_inbox_is_still_there(store: Store) -> None:
    store.deliver(wish("v2"), NOON)

    record = store.deliver_and_take(wish("v3"), run(), NOON)

    assert record is not None
    assert {one.tag for one in record.wishes} == {"v2", "v3"}


def test_while_another_holds_the_lease_the_wish_is_the_holder_s(store: Store) -> None:
    holder = delivered(store)

    assert store.deliver_and_take(wish("v3"), run("another"), NOON) is None

    again = store.release(holder, None, NOON)
    assert again is not None
    assert {one.tag for one in again.wishes} == {"v2", "v3"}


def test_a_repetition_while_another_holds_the_lease_rings_the_holder(store: Store) -> None:
    holder = delivered(store)

    assert store.deliver_and_take(wish("v2"), run("another"), NOON) is None

    again = store.release(holder, None, NOON)
    assert again is not None
    assert again.inbox == (wish("v2"),)


def test_a_lease_that_has_expired_comes_with_the_wish(store: Store) -> None:
    holder = delivered(store)
    late = run().lease_until + timedelta(seconds=1)

    record = store.deliver_and_take(wish("v3"), run("another"), late)

    assert record is not None
    assert (record.interrupted, record.fence) == (True, holder.fence + 1)


def test_a_repetition_of_one_s_own_delivery_gives_the_lease_again(store: Store) -> None:
    first = store.deliver_and_take(wish("v2"), run(), NOON)

    again = store.deliver_and_take(wish("v2"), run(), NOON)

    assert first is not None
    assert again is not None
    assert (again.inbox, again.arrivals, again.interrupted) == ((wish("v2"),), 1, False)


def test_it_makes_the_service_due_when_its_holder_dies(store: Store) -> None:
    store.deliver_and_take(wish("v2"), run(), NOON)

    assert store.due(NOON) == []
    assert store.due(run().lease_until) == ["web"]


def test_there_is_no_room_in_a_full_inbox(store: Store) -> None:
    for number in range(80):
        store.deliver(wish(f"v{number}"), NOON)

    with pytest.raises(RetryableError, match="80 wishes for web wait already"):
        store.deliver_and_take(wish("one-more"), run(), NOON)
    assert len(taken(store).inbox) == 80


def test_of_sixteen_deliveries_at_once_one_gets_the_lease_and_no_wish_is_lost(store: Store) -> None:
    def deliver(number: int) -> ServiceRecord | None:
        return store.deliver_and_take(wish(f"v{number}"), run(f"run {number}"), NOON)

    with ThreadPoolExecutor(16) as pool:
        records = [one for one in pool.map(deliver, range(16)) if one is not None]

    (winner,) = records
    fresh = store.release(winner, None, NOON)
    known = fresh or winner
    assert len(known.inbox) == 16


def test_it_is_one_call_of_dynamodb_where_the_lease_is_free_and_two_where_it_is_held(
    home: LocalAws, name: str
) -> None:
    home.table(name)
    store = DynamoDbStore(name)
    home.local("DELETE", "calls")

    store.deliver_and_take(wish("v2"), run(), NOON)
    assert home.calls() == ["dynamodb:UpdateItem"]
    store.deliver_and_take(wish("v3"), run("another"), NOON)
    assert home.calls() == ["dynamodb:UpdateItem"] * 3
