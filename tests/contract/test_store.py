"""What every `Store` does, the fake and DynamoDB alike: deliveries, leases, and what is due."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import deployment, later, wish
from chalicelib.domain.errors import LeaseLostError, RetryableError
from chalicelib.domain.lease import MARGIN, Invocation
from contract.stores import TIMEOUT, delivered, run, taken
from fakes.clock import NOON

if TYPE_CHECKING:
    from chalicelib.ports import Store


# Deliveries


def test_a_wish_is_in_the_inbox_once_however_often_it_is_delivered(store: Store) -> None:
    for minute in range(3):
        store.deliver(wish("v2", commit="c" * 40), later(minute))

    record = taken(store)

    assert record.inbox == (wish("v2", commit="c" * 40),)
    assert record.arrivals == 1


def test_a_second_tag_of_one_digest_is_kept_beside_the_first(store: Store) -> None:
    store.deliver(wish("v2"), NOON)
    store.deliver(wish("latest", of=wish("v2").digest), NOON)

    assert {one.tag for one in taken(store).wishes} == {"v2", "latest"}


def test_a_full_backlog_takes_no_further_wish_until_some_are_sorted_out(store: Store) -> None:
    for number in range(80):
        store.deliver(wish(f"v{number}"), NOON)

    with pytest.raises(RetryableError, match="80 wishes for web wait already"):
        store.deliver(wish("one-more"), NOON)
    store.deliver(wish("v3"), NOON)
    record = taken(store)
    store.save(replace(record, inbox=record.inbox[1:]))

    store.deliver(wish("one-more"), NOON)
    assert len(record.inbox) == 80


def test_a_wish_that_was_sorted_out_may_be_delivered_again(store: Store) -> None:
    store.release(replace(delivered(store), inbox=()), None, NOON)

    store.deliver(wish("v2"), NOON)

    assert taken(store).inbox == (wish("v2"),)


def test_what_was_not_sorted_out_stays_in_the_inbox(store: Store) -> None:
    store.deliver(wish("v2"), NOON)
    store.deliver(wish("v3"), NOON)
    record = taken(store)
    kept = tuple(one for one in record.wishes if one.tag == "v3")

    saved = store.save(replace(record, inbox=kept))
    store.release(saved, NOON, NOON)

    assert taken(store).inbox == kept


# Leases


def test_nothing_can_be_taken_of_a_service_that_nobody_wished_anything_for(store: Store) -> None:
    assert store.take("web", run(), NOON) is None


def test_nothing_can_be_taken_once_nothing_is_open(store: Store) -> None:
    store.release(replace(delivered(store), inbox=()), None, NOON)

    assert store.take("web", run(), NOON) is None


def test_the_lease_is_one_worker_s_until_it_ends(store: Store) -> None:
    delivered(store)
    lasts = run().lease_until

    assert store.take("web", run("another"), lasts) is None
    assert store.take("web", run("another"), lasts + timedelta(milliseconds=1)) is not None


def test_a_lease_outlasts_the_invocation_by_a_margin() -> None:
    assert run().lease_until == NOON + TIMEOUT + MARGIN


def test_whoever_takes_over_an_expired_lease_learns_that_the_holder_was_interrupted(store: Store) -> None:
    first = delivered(store)

    second = store.take("web", Invocation("another", later(10)), later(5))

    assert second is not None
    assert (first.interrupted, second.interrupted) == (False, True)
    assert second.fence == first.fence + 1
    assert second.inbox == first.inbox


def test_taking_one_s_own_lease_again_is_no_interruption(store: Store) -> None:
    first = delivered(store)

    again = taken(store)

    assert (again.interrupted, again.fence) == (False, first.fence + 1)


def test_the_fence_grows_over_releases_too(store: Store) -> None:
    first = delivered(store)
    store.release(first, NOON, NOON)

    second = taken(store)

    assert (second.fence, second.interrupted) == (first.fence + 1, False)


def test_a_stale_holder_can_neither_save_nor_release_and_writes_nothing(store: Store) -> None:
    stale = delivered(store)
    taken_over = store.take("web", Invocation("another", later(10)), later(5))
    late = replace(stale, attempts=7, inbox=(), changed=(deployment(),))

    with pytest.raises(LeaseLostError):
        store.save(late)
    with pytest.raises(LeaseLostError):
        store.release(late, None, later(5))

    again = store.take("web", Invocation("another", later(10)), later(5))
    assert taken_over is not None
    assert again == replace(taken_over, fence=taken_over.fence + 1, interrupted=False)
    assert store.deployed("web", frozenset({deployment().digest})) == frozenset()


def test_what_was_read_before_the_lease_was_taken_again_is_stale(store: Store) -> None:
    first = delivered(store)
    second = taken(store)

    with pytest.raises(LeaseLostError):
        store.save(first)
    with pytest.raises(LeaseLostError):
        store.release(first, None, NOON)

    assert store.save(second) == second


def test_a_released_lease_cannot_be_saved_under_any_more(store: Store) -> None:
    record = delivered(store)
    store.release(record, NOON, NOON)

    with pytest.raises(LeaseLostError):
        store.save(record)


def test_a_release_whose_answer_was_lost_may_be_repeated(store: Store) -> None:
    record = delivered(store)
    store.release(record, NOON, NOON)

    assert store.release(record, NOON, NOON) is None


@pytest.mark.parametrize("arrives", ["a wish", "a hint", "a doubt"])
def test_a_release_keeps_the_lease_when_something_arrived_meanwhile(store: Store, arrives: str) -> None:
    record = replace(delivered(store), inbox=(), attempts=2, changed=(deployment(),))
    if arrives == "a wish":
        store.deliver(wish("v3"), NOON)
    elif arrives == "a hint":
        assert store.take("web", run("another"), NOON) is None
    else:
        store.doubt("web", ["c" * 40], NOON)

    fresh = store.release(record, None, NOON)

    assert fresh is not None
    assert (fresh.owner, fresh.fence, fresh.attempts) == (record.owner, record.fence, 2)
    assert fresh.inbox == ((wish("v3"),) if arrives == "a wish" else ())
    assert fresh.arrivals == record.arrivals + 1
    assert store.deployed("web", frozenset({deployment().digest})) == {deployment().digest}
    assert store.take("web", run("another"), NOON) is None, "the lease was not kept"


def test_of_sixteen_workers_at_once_one_gets_the_lease(store: Store) -> None:
    store.deliver(wish(), NOON)

    with ThreadPoolExecutor(16) as pool:
        records = list(pool.map(lambda number: store.take("web", run(f"run {number}"), NOON), range(16)))

    (winner,) = [record for record in records if record is not None]
    rung = store.release(winner, None, NOON)
    assert rung is not None
    assert rung.arrivals > winner.arrivals
    assert rung.fence == winner.fence


def test_deliveries_at_once_are_all_kept(store: Store) -> None:
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: store.deliver(wish(f"v{number}"), NOON), range(16)))

    record = taken(store)
    assert len(record.inbox) == record.arrivals == 16
