"""What every `Store` tells of what is due, the fake and DynamoDB alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from builders import later, wish
from contract.stores import delivered, run, taken
from fakes.clock import NOON

if TYPE_CHECKING:
    from chalicelib.ports import Store


def test_what_is_due_is_named_the_longest_due_first(store: Store) -> None:
    for service, minutes in {"late": 3, "early": 1, "middle": 2, "not-yet": 9}.items():
        store.deliver(wish(service=service), NOON)
        store.release(taken(store, service), later(minutes), NOON)

    assert store.due(later(5)) == ["early", "middle", "late"]


def test_a_service_becomes_due_at_its_moment(store: Store) -> None:
    store.release(delivered(store), later(5), NOON)

    assert store.due(later(5) - timedelta(milliseconds=1)) == []
    assert store.due(later(5)) == ["web"]


def test_a_service_with_nothing_open_is_never_due(store: Store) -> None:
    store.release(replace(delivered(store), inbox=()), None, NOON)

    assert store.due(later(100_000)) == []


def test_a_service_in_hand_is_due_once_its_lease_has_ended(store: Store) -> None:
    delivered(store)

    assert store.due(NOON) == []
    assert store.due(run().lease_until) == ["web"]


def test_one_sweep_gets_a_hundred_services_at_most(store: Store) -> None:
    for number in range(101):
        store.deliver(wish(service=f"s{number}"), NOON)

    assert len(store.due(NOON)) == 100
