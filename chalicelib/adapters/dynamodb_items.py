"""How a service's record lies in the table.

One partition per service: its record under the sort key `SERVICE`, its deployments under `DEPLOYMENT#<id>`.
Times that conditions compare are integer milliseconds since the epoch; the index `due` holds only what is due
some day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from chalicelib.adapters import documents
from chalicelib.domain.ledger import Ledger
from chalicelib.domain.record import ServiceRecord

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.deployment import Deployment

HISTORY_KEPT: Final = timedelta(days=400)
DUE: Final = "due"
WISH: Final = "wish:"
NOBODY: Final = "nobody"
_DEPLOYMENT: Final = "DEPLOYMENT#"
_SERVICE: Final = "SERVICE"
_serialize: Final[Any] = TypeSerializer().serialize
_deserialize: Final[Any] = TypeDeserializer().deserialize


def service_key(name: str) -> dict[str, Any]:
    return {"pk": {"S": f"{_SERVICE}#{name}"}, "sk": {"S": _SERVICE}}


def service_name(key: dict[str, Any]) -> str:
    return str(key["pk"]["S"]).partition("#")[2]


def deployments_of(name: str) -> dict[str, Any]:
    """Values of a key condition that finds a service's deployments."""
    return {":pk": {"S": f"{_SERVICE}#{name}"}, ":prefix": {"S": _DEPLOYMENT}}


def deployment_key(service: str, deployment: str) -> dict[str, Any]:
    return {"pk": {"S": f"{_SERVICE}#{service}"}, "sk": {"S": f"{_DEPLOYMENT}{deployment}"}}


def span_of_deployments(last: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first and the last sort key of those up to the one named; `~` sorts behind every id."""
    return {"S": _DEPLOYMENT}, {"S": f"{_DEPLOYMENT}{last or '~'}"}


def deployment(item: dict[str, Any]) -> Deployment:
    """The deployment as its item has it."""
    return documents.deployment({name: _deserialize(member) for name, member in item.items()})


def deployment_item(deployment: Deployment) -> dict[str, Any]:
    """With `expires_at` once it has ended: DynamoDB then deletes it by itself, some day after."""
    document = documents.encode(deployment) | {"state": deployment.state.value}
    if deployment.finished_at is not None:
        document["expires_at"] = int((deployment.finished_at + HISTORY_KEPT).timestamp())
    pk = service_key(deployment.wish.service)["pk"]
    return {"pk": pk, "sk": {"S": f"{_DEPLOYMENT}{deployment.id}"}, **_serialize(document)["M"]}


def value(of: Any) -> dict[str, Any]:
    """A value of the domain, as the low-level API takes it."""
    return dict(_serialize(documents.encode(of)))


def milliseconds(at: datetime) -> dict[str, Any]:
    return {"N": str(int(at.timestamp() * 1000))}


def written(record: ServiceRecord) -> dict[str, Any]:
    """Attribute -> value of everything that a save writes; None where the attribute is to go."""
    return {
        "newest": record.newest,
        "waiting": record.waiting,
        "active": record.active,
        "last": record.last,
        "hold": record.hold,
        "held": record.held,
        "goods": record.goods or None,
        "tip": record.tip,
        "ledger": record.ledger if record.ledger.entries else None,
        "attempts": record.attempts or None,
    }


def record(item: dict[str, Any], name: str, now: datetime) -> ServiceRecord:
    """The record as its item has it; `item` is the low-level API's, `now` when doubted statuses are owed again."""
    found = {attribute: _deserialize(member) for attribute, member in item.items()}
    wishes = {key.removeprefix(WISH): of for key, of in found.items() if key.startswith(WISH)}
    ledger = documents.ledger(found["ledger"]) if "ledger" in found else Ledger()
    doubted = frozenset(found.get("doubted", ()))
    return ServiceRecord(
        name=name,
        owner=found.get("owner", ""),
        fence=int(found.get("fence", 0)),
        arrivals=int(found.get("arrivals", 0)),
        inbox=tuple(documents.asked(wishes[key]) for key in sorted(wishes)),
        delivered=tuple(sorted(wishes)),
        doubted=doubted,
        newest=documents.newest(found["newest"]) if "newest" in found else None,
        waiting=documents.deployment(found["waiting"]) if "waiting" in found else None,
        active=documents.deployment(found["active"]) if "active" in found else None,
        last=documents.deployment(found["last"]) if "last" in found else None,
        hold=documents.hold(found["hold"]) if "hold" in found else None,
        held=documents.deployment(found["held"]) if "held" in found else None,
        goods=tuple(documents.good(one) for one in found.get("goods", ())),
        tip=found.get("tip"),
        ledger=ledger.doubted(doubted, now),
        attempts=int(found.get("attempts", 0)),
        interrupted=found.get("previous_owner", NOBODY) not in {NOBODY, found.get("owner")},
    )
