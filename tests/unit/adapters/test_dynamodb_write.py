"""The one write of a service's record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from builders import deployment, wish
from chalicelib.adapters.dynamodb_write import keeping, releasing
from chalicelib.domain.record import ServiceRecord
from fakes.clock import NOON

RECORD = ServiceRecord("web", fence=7, arrivals=3, owner="a run")
MINE = "#owner = :owner AND fence = :fence"


def effect(request: dict[str, Any]) -> dict[str, Any]:
    """Attribute -> what the request sets it to, None where it removes it."""
    names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
    expression, _, removed = request["UpdateExpression"].partition("REMOVE ")
    removed = removed.partition(" ADD ")[0].partition(" DELETE ")[0]
    sets = [one.split(" = ") for one in expression.removeprefix("SET ").strip().split(", ") if " = " in one]
    gone = [name for name in removed.split(", ") if name]
    return {names[name]: values[value] for name, value in sets} | {names[name]: None for name in gone}


def test_a_save_stands_behind_owner_and_fence() -> None:
    request = keeping(RECORD)

    assert request["ConditionExpression"] == MINE
    assert request["ExpressionAttributeValues"][":owner"] == {"S": "a run"}
    assert request["ExpressionAttributeValues"][":fence"] == {"N": "7"}


def test_a_save_leaves_the_lease_alone() -> None:
    assert not {"owner", "fence", "lease_until", "due", "due_at"} & set(effect(keeping(RECORD)))


def test_what_a_record_has_not_is_removed() -> None:
    absent = effect(keeping(RECORD))

    deployments = ("newest", "waiting", "held", "active", "last")
    assert absent == dict.fromkeys((*deployments, "hold", "goods", "tip", "ledger", "attempts"))


def test_what_a_record_has_is_set() -> None:
    there = effect(keeping(replace(RECORD, waiting=deployment(), attempts=2)))

    assert there["attempts"] == {"N": "2"}
    assert there["waiting"]["M"]["digest"] == {"S": deployment().digest}


def test_every_name_and_value_that_is_given_is_used_and_none_is_missing() -> None:
    full = replace(RECORD, delivered=("a:1", "b:2"), doubted=frozenset({"c" * 40}), waiting=deployment())
    for request in (keeping(RECORD), keeping(full), releasing(RECORD, None), releasing(full, NOON)):
        words = (request["UpdateExpression"] + " " + request["ConditionExpression"]).replace(",", " ").split()
        assert {word for word in words if word.startswith("#")} == set(request["ExpressionAttributeNames"])
        assert {word for word in words if word.startswith(":")} == set(request["ExpressionAttributeValues"])


def test_wishes_that_were_sorted_out_leave_the_inbox_and_the_backlog() -> None:
    record = replace(RECORD, inbox=(wish("v3"),), delivered=(wish("v2").key, wish("v3").key))

    request = keeping(record)

    assert effect(request)[f"wish:{wish('v2').key}"] is None
    assert f"wish:{wish('v3').key}" not in effect(request)
    assert request["UpdateExpression"].endswith("ADD backlog :less")
    assert request["ExpressionAttributeValues"][":less"] == {"N": "-1"}


def test_doubts_that_were_read_are_over_and_no_others() -> None:
    request = keeping(replace(RECORD, doubted=frozenset({"d" * 40, "c" * 40})))

    assert "DELETE doubted :doubted" in request["UpdateExpression"]
    assert request["ExpressionAttributeValues"][":doubted"] == {"SS": ["c" * 40, "d" * 40]}


def test_a_release_holds_only_if_nothing_arrived() -> None:
    request = releasing(RECORD, None)

    assert request["ConditionExpression"] == f"{MINE} AND arrivals = :arrivals"
    assert request["ExpressionAttributeValues"][":arrivals"] == {"N": "3"}


def test_a_release_gives_the_lease_back_and_never_the_fence() -> None:
    given_back = effect(releasing(RECORD, None))

    for attribute in ("owner", "previous_owner", "lease_until", "due", "due_at"):
        assert given_back[attribute] is None
    assert "fence" not in given_back


def test_what_is_due_is_indexed_by_the_millisecond() -> None:
    due = effect(releasing(RECORD, NOON + timedelta(microseconds=1_999)))

    assert due["due"] == {"S": "due"}
    assert due["due_at"] == {"N": str(int(NOON.timestamp()) * 1000 + 1)}
