"""The table for whoever asks: records and history without a lease, and requests that are sent twice."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters import dynamodb_items as items
from chalicelib.adapters.aws import errors_of
from chalicelib.adapters.dynamodb_arrivals import delivering
from chalicelib.adapters.dynamodb_conditions import dynamodb, transact
from chalicelib.domain.errors import RetryableError, UnprocessableError
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from chalicelib.domain.asks import Page, RequestKey
    from chalicelib.domain.deployment import Deployment, Wish
    from chalicelib.domain.record import ServiceRecord
    from chalicelib.ports import Clock

REMEMBERED: Final = timedelta(days=1)
_ITEMS_A_CALL: Final = 100


@frozen
class DynamoDbArchive:
    """The `Archive` port over the store's table."""

    table: str
    clock: Clock

    def records(self, services: Sequence[str]) -> Mapping[str, ServiceRecord]:
        now = self.clock.now()
        found = [item for part in _parts(services) for item in self._items(part)]
        names = [items.service_name(item) for item in found]
        return {name: items.record(item, name, now) for name, item in zip(names, found, strict=True)}

    def _items(self, services: Sequence[str]) -> list[dict[str, Any]]:
        wanted: Any = {"Keys": [items.service_key(name) for name in services], "ConsistentRead": True}
        found: list[dict[str, Any]] = []
        with errors_of(f"dynamodb:BatchGetItem of {len(services)} services"):
            while wanted:
                answer: Any = dynamodb().batch_get_item(RequestItems={self.table: wanted})
                found += answer["Responses"].get(self.table, [])
                wanted = answer.get("UnprocessedKeys", {}).get(self.table)
        return found

    def deployment(self, deployment: str) -> Deployment | None:
        service = deployment.partition(".")[0]
        with errors_of(f"dynamodb:GetItem of {deployment}"):
            answer = dynamodb().get_item(
                TableName=self.table, Key=items.deployment_key(service, deployment), ConsistentRead=True
            )
        return items.deployment(answer["Item"]) if "Item" in answer else None

    def deployments(self, service: str, page: Page) -> Sequence[Deployment]:
        first, last = items.span_of_deployments(page.before)
        with errors_of(f"dynamodb:Query of {service}"):
            answer = dynamodb().query(
                TableName=self.table,
                KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
                ExpressionAttributeValues={
                    ":pk": items.service_key(service)["pk"],
                    ":first": first,
                    ":last": last,
                },
                ScanIndexForward=False,
                ConsistentRead=True,
                Limit=page.limit + 2,
            )
        found = [items.deployment(item) for item in answer["Items"]]
        return [one for one in found if one.id != page.before][: page.limit + 1]

    def asked_before(self, key: RequestKey, now: datetime) -> str | None:
        with errors_of("dynamodb:GetItem of an idempotency key"):
            answer = dynamodb().get_item(TableName=self.table, Key=_key(key), ConsistentRead=True)
        item = answer.get("Item")
        if item is None or int(item["expires_at"]["N"]) <= now.timestamp():
            return None
        return _answer(key, item)

    def deliver_once(self, wish: Wish, key: RequestKey, now: datetime) -> str:
        remember = {
            "TableName": self.table,
            "Item": _key(key)
            | {
                "fingerprint": {"S": key.fingerprint},
                "deployment": {"S": wish.id},
                "expires_at": {"N": str(int((now + REMEMBERED).timestamp()))},
            },
            "ConditionExpression": "attribute_not_exists(pk) OR expires_at <= :now",
            "ExpressionAttributeValues": {":now": {"N": str(int(now.timestamp()))}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        deliver = {"TableName": self.table, "Key": items.service_key(wish.service), **delivering(wish, now)}
        refused = transact(wish.service, [{"Put": remember}, {"Update": deliver}])
        if refused is None:
            return wish.id
        if refused.action:
            raise RetryableError(f"too much waits for {wish.service}; ask again")
        return _answer(key, refused.item)


def _parts(services: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(services), _ITEMS_A_CALL):
        yield services[start : start + _ITEMS_A_CALL]


def _key(key: RequestKey) -> dict[str, Any]:
    """Hashed: the key is the caller's to choose, and nobody else's to read."""
    name = sha256(f"{key.caller}\n{key.key}".encode()).hexdigest()
    return {"pk": {"S": f"REQUEST#{name}"}, "sk": {"S": "REQUEST"}}


def _answer(key: RequestKey, item: Mapping[str, Any]) -> str:
    if item["fingerprint"]["S"] != key.fingerprint:
        raise UnprocessableError(
            "the Idempotency-Key was used for another request within a day; use a new key for a new request"
        )
    return str(item["deployment"]["S"])
