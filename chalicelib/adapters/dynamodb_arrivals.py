"""The writes that need no lease: something is asked of a service, its lease is taken, its holder is rung."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters import dynamodb_items as items

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.commands import Asked
    from chalicelib.domain.lease import Invocation

# With its wishes an item stays far below DynamoDB's 400 KB, and a save below its 100 items a transaction.
MAX_BACKLOG: Final = 80

_NEW_AND_ROOM: Final = "attribute_not_exists(#wish) AND (attribute_not_exists(backlog) OR backlog < :max)"
_FREE: Final = "(attribute_not_exists(#owner) OR lease_until < :now OR #owner = :me)"
_OPEN: Final = "attribute_exists(due_at)"
_HELD: Final = "attribute_exists(#owner) AND lease_until >= :now"
_LEASE: Final = (
    "previous_owner = if_not_exists(#owner, :nobody), #owner = :me, "
    "lease_until = :until, due = :due, due_at = :until"
)
_OWNER: Final = {"#owner": "owner"}


def delivering(asked: Asked, now: datetime) -> dict[str, Any]:
    """Puts it into its service's inbox, unless it lies there or there is no room."""
    return {
        "UpdateExpression": "SET #wish = :wish, due = :due, due_at = if_not_exists(due_at, :now) "
        "ADD arrivals :one, backlog :one",
        "ConditionExpression": _NEW_AND_ROOM,
        "ExpressionAttributeNames": _wish_name(asked),
        "ExpressionAttributeValues": _wish(asked)
        | {":due": {"S": items.DUE}, ":now": items.milliseconds(now)},
    }


def taking(run: Invocation, now: datetime) -> dict[str, Any]:
    """Takes the lease of a service that has something open, unless another worker holds it."""
    return {
        "UpdateExpression": f"SET {_LEASE} ADD fence :one",
        "ConditionExpression": f"{_OPEN} AND {_FREE}",
        "ExpressionAttributeNames": _OWNER,
        "ExpressionAttributeValues": _lease(run, now),
    }


def delivering_and_taking(asked: Asked, run: Invocation, now: datetime) -> dict[str, Any]:
    """Both in one write, which takes effect only when each of them would."""
    return {
        "UpdateExpression": f"SET #wish = :wish, {_LEASE} ADD arrivals :one, backlog :one, fence :one",
        "ConditionExpression": f"{_NEW_AND_ROOM} AND {_FREE}",
        "ExpressionAttributeNames": _wish_name(asked) | _OWNER,
        "ExpressionAttributeValues": _wish(asked) | _lease(run, now),
    }


def ringing(now: datetime) -> dict[str, Any]:
    """Has the holder of the lease go round once more."""
    return {
        "UpdateExpression": "ADD arrivals :one",
        "ConditionExpression": _HELD,
        "ExpressionAttributeNames": _OWNER,
        "ExpressionAttributeValues": {":one": {"N": "1"}, ":now": items.milliseconds(now)},
    }


def lies_there(asked: Asked, item: dict[str, Any]) -> bool:
    return f"{items.WISH}{asked.key}" in item


def is_held(item: dict[str, Any], now: datetime) -> bool:
    """Whether a worker holds the lease, who goes round again for what was delivered meanwhile."""
    return "owner" in item and int(item["lease_until"]["N"]) >= int(items.milliseconds(now)["N"])


def _wish_name(asked: Asked) -> dict[str, str]:
    return {"#wish": f"{items.WISH}{asked.key}"}


def _wish(asked: Asked) -> dict[str, Any]:
    return {":wish": items.value(asked), ":one": {"N": "1"}, ":max": {"N": str(MAX_BACKLOG)}}


def _lease(run: Invocation, now: datetime) -> dict[str, Any]:
    return {
        ":nobody": {"S": items.NOBODY},
        ":me": {"S": run.id},
        ":until": items.milliseconds(run.lease_until),
        ":due": {"S": items.DUE},
        ":one": {"N": "1"},
        ":now": items.milliseconds(now),
    }
