"""The table: leases with fences, conditional writes, and a sparse index of what is due."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters import dynamodb_arrivals as arrivals
from chalicelib.adapters import dynamodb_items as items
from chalicelib.adapters.aws import errors_of
from chalicelib.adapters.dynamodb_conditions import Refused, dynamodb, transact, update
from chalicelib.adapters.dynamodb_write import keeping, releasing
from chalicelib.domain.errors import LeaseLostError, RetryableError
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from chalicelib.domain.commands import Asked
    from chalicelib.domain.lease import Invocation
    from chalicelib.domain.record import ServiceRecord

_SWEPT_AT_ONCE: Final = 100
_TRIES_TO_TAKE: Final = 3
_PAGES_OF_HISTORY: Final = 5


@frozen
class DynamoDbStore:
    """The `Store` port over one table. A write may be repeated: its conditions tell a repetition."""

    table: str

    def deliver(self, asked: Asked, now: datetime) -> None:
        self._deliver(asked, now)

    def deliver_and_take(self, asked: Asked, run: Invocation, now: datetime) -> ServiceRecord | None:
        answer = self._update(asked.service, arrivals.delivering_and_taking(asked, run, now))
        if not isinstance(answer, Refused):
            return items.record(answer, asked.service, now)
        if not arrivals.lies_there(asked, answer.item) and arrivals.is_held(self._deliver(asked, now), now):
            return None
        return self.take(asked.service, run, now)

    def take(self, service: str, run: Invocation, now: datetime) -> ServiceRecord | None:
        for _ in range(_TRIES_TO_TAKE):
            answer = self._update(service, arrivals.taking(run, now))
            if not isinstance(answer, Refused):
                return items.record(answer, service, now)
            if "due_at" not in answer.item or self._ring(service, now):
                return None
        raise RetryableError(f"the lease of {service} changes hands too fast; try again")

    def _deliver(self, asked: Asked, now: datetime) -> dict[str, Any]:
        """The item as it is then."""
        answer = self._update(asked.service, arrivals.delivering(asked, now))
        if not isinstance(answer, Refused):
            return answer
        if arrivals.lies_there(asked, answer.item):
            return answer.item
        raise RetryableError(
            f"{arrivals.MAX_BACKLOG} wishes for {asked.service} wait already; deliver it again"
        )

    def _ring(self, service: str, now: datetime) -> bool:
        """False when nobody holds the lease by now."""
        return not isinstance(self._update(service, arrivals.ringing(now)), Refused)

    def save(self, record: ServiceRecord) -> ServiceRecord:
        if self._write(record, keeping(record)) is not None:
            raise LeaseLostError(f"the lease of {record.name} is another's by now")
        kept = tuple(wish.key for wish in record.inbox)
        return replace(record, changed=(), ended=(), doubted=frozenset(), delivered=kept)

    def release(self, record: ServiceRecord, due: datetime | None, now: datetime) -> ServiceRecord | None:
        refused = self._write(record, releasing(record, due))
        if refused is None or _released_already(record, refused.item):
            return None
        self.save(record)
        with errors_of(f"dynamodb:GetItem of {record.name}"):
            item = dynamodb().get_item(
                TableName=self.table, Key=items.service_key(record.name), ConsistentRead=True
            )["Item"]
        return replace(items.record(item, record.name, now), interrupted=False)

    def doubt(self, service: str, commits: Sequence[str], now: datetime) -> None:
        if not commits:
            return
        request = {
            "UpdateExpression": "SET due = :due, due_at = :now ADD doubted :commits, arrivals :one",
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeValues": {
                ":due": {"S": items.DUE},
                ":now": items.milliseconds(now),
                ":commits": {"SS": sorted(set(commits))},
                ":one": {"N": "1"},
            },
        }
        self._update(service, request)

    def deployed(self, service: str, digests: frozenset[str]) -> frozenset[str]:
        names = {f":d{index}": {"S": digest} for index, digest in enumerate(sorted(digests))}
        request: dict[str, Any] = {
            "TableName": self.table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)",
            "FilterExpression": f"digest IN ({', '.join(names)})",
            "ExpressionAttributeValues": items.deployments_of(service) | names,
            "ProjectionExpression": "digest",
            "ScanIndexForward": False,
        }
        found: set[str] = set()
        for _ in range(_PAGES_OF_HISTORY):
            with errors_of(f"dynamodb:Query of {service}"):
                answer = dynamodb().query(**request)
            found |= {str(item["digest"]["S"]) for item in answer["Items"]}
            if "LastEvaluatedKey" not in answer:
                break
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        return frozenset(found)

    def due(self, now: datetime) -> Sequence[str]:
        with errors_of("dynamodb:Query of what is due"):
            answer = dynamodb().query(
                TableName=self.table,
                IndexName="due",
                KeyConditionExpression="due = :due AND due_at <= :now",
                ExpressionAttributeValues={":due": {"S": items.DUE}, ":now": items.milliseconds(now)},
                Limit=_SWEPT_AT_ONCE,
            )
        return [items.service_name(item) for item in answer["Items"]]

    def _update(self, service: str, request: dict[str, Any]) -> dict[str, Any] | Refused:
        return update(service, {"TableName": self.table, "Key": items.service_key(service), **request})

    def _write(self, record: ServiceRecord, request: dict[str, Any]) -> Refused | None:
        """The record alone by UpdateItem, with its changed deployments in one transaction."""
        if not record.changed:
            answer = self._update(record.name, request)
            return answer if isinstance(answer, Refused) else None
        first = {
            "TableName": self.table,
            "Key": items.service_key(record.name),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            **request,
        }
        puts = [{"TableName": self.table, "Item": items.deployment_item(one)} for one in record.changed]
        return transact(record.name, [{"Update": first}, *({"Put": put} for put in puts)])


def _released_already(record: ServiceRecord, item: dict[str, Any]) -> bool:
    """Our own release took effect and its answer was lost: nobody has taken the lease since."""
    return item.get("fence", {}).get("N") == str(record.fence) and "owner" not in item
