"""What the tests of the `Store` port do first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from builders import wish
from chalicelib.domain.lease import Invocation
from fakes.clock import NOON

if TYPE_CHECKING:
    from chalicelib.domain.record import ServiceRecord
    from chalicelib.ports import Store

TIMEOUT = timedelta(seconds=60)


def run(name: str = "a run") -> Invocation:
    return Invocation(name, NOON + TIMEOUT)


def taken(store: Store, service: str = "web") -> ServiceRecord:
    record = store.take(service, run(), NOON)
    assert record is not None
    return record


def delivered(store: Store, tag: str = "v2") -> ServiceRecord:
    """One wish was delivered and the lease is ours."""
    store.deliver(wish(tag), NOON)
    return taken(store)
