"""The real table as tests of reliability read it, and what must be true of it once it is quiet again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer

from chalicelib.domain.lifecycle import FINISHED

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_stack import LocalAws

_READ: Callable[[Any], Any] = TypeDeserializer().deserialize


@dataclass(frozen=True, slots=True)
class Table:
    aws: LocalAws
    name: str

    def items(self, service: str | None = None) -> list[dict[str, Any]]:
        """Every item, of that service alone if given, as plain values."""
        client = self.aws.client("dynamodb")
        if service is None:
            pages = client.get_paginator("scan").paginate(TableName=self.name, ConsistentRead=True)
        else:
            pages = client.get_paginator("query").paginate(
                TableName=self.name,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": f"SERVICE#{service}"}},
                ConsistentRead=True,
            )
        return [{key: _READ(of) for key, of in item.items()} for page in pages for item in page["Items"]]

    def states(self, service: str) -> dict[str, str]:
        """Tag -> state of each of the service's deployments."""
        found = [one for one in self.items(service) if one["sk"].startswith("DEPLOYMENT#")]
        return {one["wish"]["tag"]: one["state"] for one in found}

    def record(self, service: str) -> dict[str, Any]:
        return next((one for one in self.items(service) if one["sk"] == "SERVICE"), {})

    def open(self) -> int:
        """How many services somebody has to look at some day."""
        answer = self.aws.client("dynamodb").query(
            TableName=self.name,
            IndexName="due",
            KeyConditionExpression="due = :due",
            ExpressionAttributeValues={":due": {"S": "due"}},
            Select="COUNT",
        )
        found: int = answer["Count"]
        return found

    def minutes_pass(self, service: str) -> None:
        """As if it were later: whatever is due some day is due now, each status that is owed included."""
        owed = self.record(service).get("ledger", {}).get("entries", [])
        late = [f"ledger.entries[{at}].next_at" for at, one in enumerate(owed) if one["owed"]]
        values: dict[str, Any] = {":now": {"N": "0"}}
        if late:
            values[":then"] = {"S": datetime.fromtimestamp(0, UTC).isoformat()}
        client = self.aws.client("dynamodb")
        # A function may have settled the service since it was looked at.
        with suppress(client.exceptions.ConditionalCheckFailedException):
            client.update_item(
                TableName=self.name,
                Key={"pk": {"S": f"SERVICE#{service}"}, "sk": {"S": "SERVICE"}},
                ConditionExpression="attribute_exists(due_at)",
                UpdateExpression=", ".join(["SET due_at = :now", *[f"{one} = :then" for one in late]]),
                ExpressionAttributeValues=values,
            )


def assert_nothing_is_left_open(items: list[dict[str, Any]]) -> None:
    """Every wish came to its end, no lease is held, nothing waits and nothing is owed."""
    for item in items:
        if item["sk"].startswith("DEPLOYMENT#"):
            assert item["state"] in FINISHED, item
        if item["sk"] != "SERVICE":
            continue
        left = {"owner", "lease_until", "due", "due_at", "waiting", "active", "attempts"} & item.keys()
        assert not left, {name: item[name] for name in left}
        assert not [name for name in item if name.startswith("wish:")]
        assert item.get("backlog", 0) == 0
        assert [one for one in item.get("ledger", {}).get("entries", []) if one["owed"]] == []
