"""The table: leases with fences, conditional writes, and a sparse index of what is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from chalicelib.adapters import dynamodb_arrivals as arrivals
from chalicelib.adapters import dynamodb_items as items
from chalicelib.adapters.aws import READS, client, errors_of, patiently
from chalicelib.adapters.dynamodb_write import keeping, releasing
from chalicelib.domain.errors import LeaseLostError, RetryableError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from types_boto3_dynamodb import DynamoDBClient

    from chalicelib.domain.commands import Asked
    from chalicelib.domain.lease import Invocation
    from chalicelib.domain.record import ServiceRecord

_SWEPT_AT_ONCE: Final = 100
_TRIES_TO_TAKE: Final = 3
_PAGES_OF_HISTORY: Final = 5
CONFLICT_PAUSES: Final = (0.05, 0.1, 0.2, 0.4)


@dataclass(frozen=True, slots=True)
class Refused:
    """A condition did not hold; `item` is what was there instead (empty: nothing)."""

    item: dict[str, Any]


@dataclass(frozen=True, slots=True)
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
            item = _dynamodb().get_item(
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
                answer = _dynamodb().query(**request)
            found |= {str(item["digest"]["S"]) for item in answer["Items"]}
            if "LastEvaluatedKey" not in answer:
                break
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        return frozenset(found)

    def due(self, now: datetime) -> Sequence[str]:
        with errors_of("dynamodb:Query of what is due"):
            answer = _dynamodb().query(
                TableName=self.table,
                IndexName="due",
                KeyConditionExpression="due = :due AND due_at <= :now",
                ExpressionAttributeValues={":due": {"S": items.DUE}, ":now": items.milliseconds(now)},
                Limit=_SWEPT_AT_ONCE,
            )
        return [items.service_name(item) for item in answer["Items"]]

    def _update(self, service: str, request: dict[str, Any]) -> dict[str, Any] | Refused:
        """The item after the update, or what kept it from being updated."""
        with errors_of(f"dynamodb:UpdateItem of {service}"):
            try:
                answer = patiently(
                    lambda: _dynamodb().update_item(
                        TableName=self.table,
                        Key=items.service_key(service),
                        ReturnValues="ALL_NEW",
                        ReturnValuesOnConditionCheckFailure="ALL_OLD",
                        **request,
                    ),
                    conflicts,
                    CONFLICT_PAUSES,
                )
            except ClientError as error:
                if error.response["Error"].get("Code") != "ConditionalCheckFailedException":
                    raise
                answered: dict[str, Any] = dict(error.response)
                return Refused(answered.get("Item", {}))
        return dict(answer["Attributes"])

    def _write(self, record: ServiceRecord, request: dict[str, Any]) -> Refused | None:
        """The record alone by UpdateItem, with its changed deployments in one transaction."""
        if not record.changed:
            answer = self._update(record.name, request)
            return answer if isinstance(answer, Refused) else None
        update = {
            "TableName": self.table,
            "Key": items.service_key(record.name),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            **request,
        }
        puts = [{"TableName": self.table, "Item": items.deployment_item(one)} for one in record.changed]
        actions: list[Any] = [{"Update": update}, *({"Put": put} for put in puts)]
        with errors_of(f"dynamodb:TransactWriteItems of {record.name}"):
            try:
                patiently(
                    lambda: _dynamodb().transact_write_items(TransactItems=actions),
                    conflicts,
                    CONFLICT_PAUSES,
                )
            except ClientError as error:
                why = reasons(error)
                if not why or why[0].get("Code") != "ConditionalCheckFailed":
                    raise
                return Refused(why[0].get("Item", {}))
        return None


def _dynamodb() -> DynamoDBClient:
    made: DynamoDBClient = client("dynamodb", READS)
    return made


def reasons(error: ClientError) -> list[dict[str, Any]]:
    """Why a transaction was cancelled, action by action."""
    answer: dict[str, Any] = dict(error.response)
    return list(answer.get("CancellationReasons", []))


def conflicts(error: ClientError) -> bool:
    """A delivery met a transaction on the same item: the SDK does not send these again by itself."""
    codes = [error.response["Error"].get("Code"), *(reason.get("Code") for reason in reasons(error))]
    return "TransactionConflictException" in codes or "TransactionConflict" in codes


def _released_already(record: ServiceRecord, item: dict[str, Any]) -> bool:
    """Our own release took effect and its answer was lost: nobody has taken the lease since."""
    return item.get("fence", {}).get("N") == str(record.fence) and "owner" not in item
