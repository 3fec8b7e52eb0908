"""The domain's values as documents of the table, and back."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

from chalicelib.domain.commands import Hold, Release, Stop
from chalicelib.domain.deployment import Change, Deployment, Halt, Order, Origin, TaskCounts, Wish
from chalicelib.domain.goods import Good
from chalicelib.domain.ledger import Entry, Ledger
from chalicelib.domain.lifecycle import State
from chalicelib.domain.record import Newest
from chalicelib.domain.semver import Version

if TYPE_CHECKING:
    from chalicelib.domain.commands import Asked

Document: TypeAlias = dict[str, Any]


def encode(value: Any) -> Any:
    """Dataclasses as maps without their empty members, times in ISO 8601, versions as text."""
    if isinstance(value, Version):
        return str(value)
    if is_dataclass(value):
        members = {one.name: encode(getattr(value, one.name)) for one in fields(value)}
        return {name: member for name, member in members.items() if member is not None}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [encode(one) for one in value]
    return value


def asked(document: Document) -> Asked:
    """What lies in an inbox: told apart by the members that only one kind has."""
    if "order" in document:
        return wish(document)
    common = (document["id"], document["service"], _time(document["at"]), document["by"])
    if "reason" in document:
        return Hold(*common, document["reason"])
    return Stop(*common, document["deployment"]) if "deployment" in document else Release(*common)


def hold(document: Document) -> Hold:
    return Hold(
        document["id"], document["service"], _time(document["at"]), document["by"], document["reason"]
    )


def wish(document: Document) -> Wish:
    return Wish(
        id=document["id"],
        service=document["service"],
        tag=document.get("tag"),
        order=_order(document["order"]),
        origin=Origin(document["origin"]),
        requested_by=document["requested_by"],
        commit=document.get("commit"),
        revision=document.get("revision"),
        force=document["force"],
    )


def deployment(document: Document) -> Deployment:
    return Deployment(
        wish=wish(document["wish"]),
        digest=document["digest"],
        requested_at=_time(document["requested_at"]),
        history=tuple(
            Change(State(one["state"]), _time(one["at"]), one["reason"]) for one in document["history"]
        ),
        number=int(document["number"]),
        commit=document.get("commit"),
        task_definition=document.get("task_definition"),
        ecs_deployment=document.get("ecs_deployment"),
        deadline=_optional_time(document.get("deadline")),
        tasks=_tasks(document.get("tasks")),
        stop=Halt(**document["stop"]) if "stop" in document else None,
    )


def newest(document: Document) -> Newest:
    return Newest(
        document["deployment"],
        document["digest"],
        _order(document["order"]),
        int(document["number"]),
        _optional_time(document.get("asked_at")),
    )


def good(document: Document) -> Good:
    return Good(
        deployment=document["deployment"],
        image=document["image"],
        digest=document["digest"],
        task_definition=document["task_definition"],
        at=_time(document["at"]),
        tag=document.get("tag"),
        commit=document.get("commit"),
    )


def ledger(document: Document) -> Ledger:
    return Ledger(tuple(_entry(one) for one in document["entries"]))


def _entry(document: Document) -> Entry:
    return Entry(
        repository=document["repository"],
        commit=document["commit"],
        deployment=document["deployment"],
        state=State(document["state"]),
        description=document["description"],
        number=int(document["number"]),
        owed=document["owed"],
        attempts=int(document["attempts"]),
        next_at=_optional_time(document.get("next_at")),
        unsure=document["unsure"],
        failing_since=_optional_time(document.get("failing_since")),
    )


def _order(document: Document) -> Order:
    version = document.get("version")
    return Order(_time(document["at"]), document["digest"], Version.parse(version) if version else None)


def _tasks(document: Document | None) -> TaskCounts | None:
    return None if document is None else TaskCounts(**{name: int(count) for name, count in document.items()})


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _optional_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
