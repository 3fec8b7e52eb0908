"""The one write of a service's record: what it sets, removes and subtracts, and the fence it stands behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters import dynamodb_items as items

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.record import ServiceRecord

_MINE: Final = "#owner = :owner AND fence = :fence"


class Update:
    """Collects the clauses of an UpdateItem. Attribute names are always given by placeholder."""

    def __init__(self) -> None:
        self._set: list[str] = []
        self._remove: list[str] = []
        self._rest: list[str] = []
        self._names: dict[str, str] = {"#owner": "owner"}
        self._values: dict[str, Any] = {}

    def put(self, attribute: str, value: dict[str, Any] | None) -> None:
        """Sets the attribute; removes it where there is no value."""
        name = f"#a{len(self._names)}"
        self._names[name] = attribute
        if value is None:
            self._remove.append(name)
            return
        self._values[f":{name[1:]}"] = value
        self._set.append(f"{name} = :{name[1:]}")

    def clause(self, text: str, **values: dict[str, Any]) -> None:
        """A clause of another kind, such as `ADD backlog :less`."""
        self._rest.append(text)
        self.compare(**values)

    def compare(self, **values: dict[str, Any]) -> None:
        self._values |= {f":{name}": value for name, value in values.items()}

    def request(self, condition: str) -> dict[str, Any]:
        clauses = [f"SET {', '.join(self._set)}"] if self._set else []
        clauses += [f"REMOVE {', '.join(self._remove)}"] if self._remove else []
        return {
            "UpdateExpression": " ".join([*clauses, *self._rest]),
            "ConditionExpression": condition,
            "ExpressionAttributeNames": self._names,
            "ExpressionAttributeValues": self._values,
        }


def keeping(record: ServiceRecord) -> dict[str, Any]:
    """Writes the record while the lease lasts."""
    update = _written(record)
    if sorted_out := len(_sorted_out(record)):
        update.clause("ADD backlog :less", less={"N": str(-sorted_out)})
    return update.request(_MINE)


def releasing(record: ServiceRecord, due: datetime | None) -> dict[str, Any]:
    """Writes the record and gives the lease back, unless something was delivered since it was read."""
    update = _written(record)
    for attribute in ("owner", "previous_owner", "lease_until"):
        update.put(attribute, None)
    update.put("due", {"S": items.DUE} if due is not None else None)
    update.put("due_at", items.milliseconds(due) if due is not None else None)
    # Nothing else was delivered, so this is the true count, whatever a lost answer made of it before.
    update.put("backlog", {"N": str(len(record.inbox))})
    update.compare(arrivals={"N": str(record.arrivals)})
    return update.request(f"{_MINE} AND arrivals = :arrivals")


def _written(record: ServiceRecord) -> Update:
    update = Update()
    for attribute, value in items.written(record).items():
        update.put(attribute, items.value(value) if value is not None else None)
    for wish in sorted(_sorted_out(record)):
        update.put(f"{items.WISH}{wish}", None)
    if record.doubted:
        update.clause("DELETE doubted :doubted", doubted={"SS": sorted(record.doubted)})
    update.compare(owner={"S": record.owner}, fence={"N": str(record.fence)})
    return update


def _sorted_out(record: ServiceRecord) -> frozenset[str]:
    """The wishes that were in the inbox when it was read and are there no more."""
    return frozenset(record.delivered) - {wish.key for wish in record.inbox}
