"""What is seen of one service at one moment, from ECS and from the stand-in for Bitbucket."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Phase(StrEnum):
    """What ECS is doing with a service."""

    STEADY = "steady"
    ROLLING_OUT = "rolling out"
    ROLLING_BACK = "rolling back"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks of one ECS deployment; `label` is its version."""

    label: str
    running: int
    pending: int
    failed: int


@dataclass(frozen=True, slots=True)
class Badge:
    """A build status on the commit: all its states, oldest first, and what it says now."""

    states: tuple[str, ...]
    description: str

    @property
    def state(self) -> str:
        return self.states[-1]

    @property
    def ended(self) -> bool:
        return self.state != "INPROGRESS"


@dataclass(frozen=True, slots=True)
class Seen:
    """One service: `tasks` of the PRIMARY deployment first; `event` is what ECS said last, "" for nothing new."""

    service: str
    phase: Phase
    desired: int
    tasks: tuple[Tasks, ...]
    event: str
    badge: Badge | None
    elapsed: float

    @property
    def settled(self) -> bool:
        """Nothing more is to come: ECS is at rest, and the commit says how it ended."""
        at_rest = self.phase is Phase.STEADY and len(self.tasks) == 1
        return at_rest and self.badge is not None and self.badge.ended


def seen(
    service: Mapping[str, Any],
    label_of: Callable[[str], str],
    changes: Sequence[Mapping[str, Any]],
    known_events: frozenset[str],
    elapsed: float,
) -> Seen:
    """Read DescribeServices' `service` and a status's `changes`.

    `label_of` leads from a task definition's ARN to its version; events in `known_events` (ids) are old news;
    `elapsed` is in seconds.
    """
    deployments = sorted(service["deployments"], key=lambda one: one["status"] != "PRIMARY")
    tasks = tuple(
        Tasks(label_of(one["taskDefinition"]), one["runningCount"], one["pendingCount"], one["failedTasks"])
        for one in deployments
    )
    news = [one["message"] for one in service["events"] if one["id"] not in known_events]
    badge = Badge(tuple(one["state"] for one in changes), changes[-1]["description"]) if changes else None
    name = service["serviceName"]
    event = news[0].removeprefix(f"(service {name}) ") if news else ""
    return Seen(name, _phase(deployments[0]), service["desiredCount"], tasks, event, badge, elapsed)


def _phase(primary: Mapping[str, Any]) -> Phase:
    state, reason = primary["rolloutState"], primary.get("rolloutStateReason", "")
    if state == "COMPLETED":
        return Phase.STEADY
    if state == "FAILED":
        return Phase.FAILED
    return Phase.ROLLING_BACK if "rolling back" in reason else Phase.ROLLING_OUT
