"""Conditional writes, alone and as a transaction: made, or refused with what was there instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from chalicelib.adapters.aws import READS, client, errors_of, patiently
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from types_boto3_dynamodb import DynamoDBClient

_FAILED: Final = "ConditionalCheckFailed"
_CONFLICT_PAUSES: Final = (0.05, 0.1, 0.2, 0.4)


@frozen
class Refused:
    """A condition did not hold; `item` is what was there instead (empty: nothing).

    `action` says which one's of a transaction, counted from 0.
    """

    item: dict[str, Any]
    action: int = 0


def dynamodb() -> DynamoDBClient:
    made: DynamoDBClient = client("dynamodb", READS)
    return made


def update(service: str, request: dict[str, Any]) -> dict[str, Any] | Refused:
    """The item after the update; `request` is UpdateItem's, without what it returns."""
    with errors_of(f"dynamodb:UpdateItem of {service}"):
        try:
            answer = patiently(
                lambda: dynamodb().update_item(
                    ReturnValues="ALL_NEW", ReturnValuesOnConditionCheckFailure="ALL_OLD", **request
                ),
                _conflicts,
                _CONFLICT_PAUSES,
            )
        except ClientError as error:
            if error.response["Error"].get("Code") != f"{_FAILED}Exception":
                raise
            answered: dict[str, Any] = dict(error.response)
            return Refused(answered.get("Item", {}))
    return dict(answer["Attributes"])


def transact(service: str, actions: Sequence[Any]) -> Refused | None:
    """All of them at once; else the first whose condition did not hold, and nothing was written."""
    with errors_of(f"dynamodb:TransactWriteItems of {service}"):
        try:
            patiently(
                lambda: dynamodb().transact_write_items(TransactItems=actions), _conflicts, _CONFLICT_PAUSES
            )
        except ClientError as error:
            for number, reason in enumerate(_reasons(error)):
                if reason.get("Code") == _FAILED:
                    return Refused(reason.get("Item", {}), number)
            raise
    return None


def _reasons(error: ClientError) -> list[dict[str, Any]]:
    """Why a transaction was cancelled, action by action."""
    answer: dict[str, Any] = dict(error.response)
    return list(answer.get("CancellationReasons", []))


def _conflicts(error: ClientError) -> bool:
    """A delivery met a transaction on the same item: the SDK does not send these again by itself."""
    codes = [error.response["Error"].get("Code"), *(reason.get("Code") for reason in _reasons(error))]
    return "TransactionConflictException" in codes or "TransactionConflict" in codes
