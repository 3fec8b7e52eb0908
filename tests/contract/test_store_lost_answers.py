"""The SDK repeats a write whose answer was lost, so some of it happens twice: the next release mends it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import deployment, later, wish
from chalicelib.adapters.dynamodb import DynamoDbStore
from chalicelib.adapters.dynamodb_items import service_key
from contract.stores import delivered, run, taken
from fakes.clock import NOON
from local_stack import LocalAws


@pytest.fixture
def table(home: LocalAws, name: str) -> DynamoDbStore:
    home.table(name)
    return DynamoDbStore(name)


def backlog(home: LocalAws, name: str) -> int:
    """How many wishes the item says that it holds; the next delivery is refused when they are too many."""
    item = home.client("dynamodb").get_item(TableName=name, Key=service_key("web"))["Item"]
    return int(item["backlog"]["N"])


def test_after_a_save_whose_answer_was_lost_a_release_leaves_no_backlog(
    home: LocalAws, name: str, table: DynamoDbStore
) -> None:
    record = replace(delivered(table), inbox=())
    home.fault("dynamodb", "UpdateItem", "InternalServerError", after=True)
    record = table.save(record)
    assert backlog(home, name) == -1, "the answer was not lost after all"

    assert table.release(record, None, NOON) is None

    assert backlog(home, name) == 0


def test_what_is_delivered_after_such_a_save_is_counted_again_by_the_release_that_gets_through(
    home: LocalAws, name: str, table: DynamoDbStore
) -> None:
    record = replace(delivered(table), inbox=())
    home.fault("dynamodb", "UpdateItem", "InternalServerError", after=True)
    record = table.save(record)
    table.deliver(wish("v3"), NOON)

    again = table.release(record, None, NOON)

    assert again is not None
    assert again.inbox == (wish("v3"),)
    assert table.release(again, later(), NOON) is None
    assert backlog(home, name) == 1


def test_a_release_whose_answer_was_lost_was_a_release(
    home: LocalAws, name: str, table: DynamoDbStore
) -> None:
    record = replace(delivered(table), inbox=())
    home.fault("dynamodb", "UpdateItem", "InternalServerError", after=True)

    assert table.release(record, None, NOON) is None

    assert backlog(home, name) == 0
    assert table.take("web", run(), NOON) is None


def test_a_save_with_changed_deployments_is_one_transaction_that_happens_once(
    home: LocalAws, name: str, table: DynamoDbStore
) -> None:
    record = delivered(table)
    home.fault("dynamodb", "TransactWriteItems", "InternalServerError", after=True)

    table.save(replace(record, inbox=(), changed=(deployment(wish("v2")),)))

    assert backlog(home, name) == 0
    assert taken(table).inbox == ()
