"""What the API answers, as far as `slipway` shows it. `raw` is the whole JSON object as it came."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from slipway.client import members

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Tasks:
    desired: int
    running: int
    pending: int
    failed: int


@dataclass(frozen=True, slots=True)
class Deployment:
    """`state` is a text: an API that is newer than this client may know more states.

    `earlier`: it had ended before it was asked for, so it is what an earlier request with the same key led to.
    """

    id: str
    service: str
    state: str
    image: str
    reason: str
    commit: str | None
    requested_by: str
    requested_at: datetime | None
    finished_at: datetime | None
    tasks: Tasks | None
    raw: dict[str, Any] = field(repr=False, compare=False)
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    reason: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Current:
    deployment: str
    image: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Service:
    """`state` is that of the newest deployment, None when there was none; `next` leads to older deployments."""

    name: str
    cluster: str
    state: str | None
    held: Held | None
    current: Current | None
    badge_url: str | None
    deployments: tuple[Deployment, ...]
    next: str | None
    raw: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Services:
    services: tuple[Service, ...]
    next: str | None
    raw: dict[str, Any] = field(repr=False, compare=False)


def deployment(of: dict[str, Any]) -> Deployment:
    """Raises UnexpectedAnswerError."""
    tasks = members.object_or_none(of, "tasks")
    return Deployment(
        id=members.needed(of, "id"),
        service=members.needed(of, "service"),
        state=members.needed(of, "state"),
        image=members.text(of, "image"),
        reason=members.text(of, "reason"),
        commit=members.text_or_none(of, "commit"),
        requested_by=members.text(of, "requested_by"),
        requested_at=members.instant(of, "requested_at"),
        finished_at=members.instant(of, "finished_at"),
        tasks=_tasks(tasks) if tasks is not None else None,
        raw=of,
    )


def service(of: dict[str, Any]) -> Service:
    """Raises UnexpectedAnswerError."""
    held, current = members.object_or_none(of, "held"), members.object_or_none(of, "current")
    return Service(
        name=members.needed(of, "name"),
        cluster=members.text(of, "cluster"),
        state=members.text_or_none(of, "state"),
        held=_held(held) if held is not None else None,
        current=_current(current) if current is not None else None,
        badge_url=members.text_or_none(of, "badge_url"),
        deployments=tuple(deployment(one) for one in members.objects(of, "deployments")),
        next=members.text_or_none(of, "next"),
        raw=of,
    )


def services(of: dict[str, Any]) -> Services:
    """Raises UnexpectedAnswerError."""
    if not isinstance(of.get("services"), list):
        raise members.UnexpectedAnswerError("`services` is missing")
    found = tuple(service(one) for one in members.objects(of, "services"))
    return Services(found, members.text_or_none(of, "next"), of)


def _tasks(of: dict[str, Any]) -> Tasks:
    return Tasks(*(members.number(of, name) for name in ("desired", "running", "pending", "failed")))


def _held(of: dict[str, Any]) -> Held:
    return Held(members.text(of, "reason"), members.text(of, "by"), members.instant(of, "at"))


def _current(of: dict[str, Any]) -> Current:
    return Current(members.text(of, "deployment"), members.text(of, "image"), members.instant(of, "since"))
