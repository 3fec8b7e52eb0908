"""All that is remembered of one service, read and written as one by whoever holds its lease."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.lifecycle import FINISHED, State
from chalicelib.domain.report import Ledger

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.deployment import Deployment, Order, Wish

# A rollout under way is looked at this often even when ECS says nothing: its events may be lost.
NET: Final = timedelta(minutes=5)
_FIRST_RETRY: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest wish accepted so far: whatever is older will not be deployed."""

    deployment: str
    digest: str
    order: Order


@dataclass(frozen=True, slots=True)
class Good:
    """The last deployment that succeeded: where a rollback leads."""

    deployment: str
    image: str
    digest: str
    task_definition: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """One service as the table knows it, while one worker holds its lease.

    `waiting` is the newest wish, not begun; `active` is the deployment that ECS rolls out, or whose deadline has
    passed undecided. `inbox` holds the wishes not yet sorted; `delivered` names those that were in it when the
    record was read. `arrivals` counts deliveries, so that a release notices one that came meanwhile; `fence` grows
    with each lease. `attempts` counts the tries of `waiting` that failed for a passing reason; `interrupted` says
    that the last holder never released the lease, so it may have got further than it wrote. `doubted` are the
    commits whose statuses are sent again. `changed` are deployments to be written with the next save.
    """

    name: str
    fence: int
    arrivals: int
    owner: str
    inbox: tuple[Wish, ...] = ()
    delivered: tuple[str, ...] = ()
    doubted: frozenset[str] = frozenset()
    newest: Newest | None = None
    waiting: Deployment | None = None
    active: Deployment | None = None
    good: Good | None = None
    ledger: Ledger = field(default_factory=Ledger)
    attempts: int = 0
    interrupted: bool = False
    changed: tuple[Deployment, ...] = ()

    @property
    def asks_ecs(self) -> bool:
        """Whether anything about it depends on what ECS says now."""
        return bool(self.inbox or self.waiting or self.active)

    @property
    def retries(self) -> bool:
        """Whether an earlier try may have left something behind in ECS."""
        return self.interrupted or self.attempts > 0

    def noting(self, deployment: Deployment) -> ServiceRecord:
        """With that deployment to be written, in the place of an earlier version of it."""
        others = tuple(one for one in self.changed if one.id != deployment.id)
        return replace(self, changed=(*others, deployment))

    def with_waiting(self, deployment: Deployment) -> ServiceRecord:
        return replace(self.noting(deployment), waiting=deployment)

    def with_active(self, deployment: Deployment) -> ServiceRecord:
        return replace(self.noting(deployment), active=deployment)

    def without_active(self) -> ServiceRecord:
        return replace(self, active=None)

    def resolved(self, deployment: Deployment) -> ServiceRecord:
        """The waiting deployment with the digest that its tag leads to now, which is then the newest known."""
        record = self.with_waiting(deployment)
        newest = record.newest
        if newest is not None and newest.deployment == deployment.id:
            record = replace(record, newest=replace(newest, digest=deployment.digest))
        return record

    def rolling(self, deployment: Deployment) -> ServiceRecord:
        """The waiting deployment has become the active one."""
        return replace(self, waiting=None, attempts=0).with_active(deployment)

    def tried(self) -> ServiceRecord:
        """One more try of the waiting deployment failed for a passing reason."""
        return replace(self, attempts=self.attempts + 1)

    def finished(self, deployment: Deployment) -> ServiceRecord:
        """That deployment leaves the stage; one that succeeded becomes the last known good.

        A timed-out deployment stays: ECS may still decide it.
        """
        record = self.noting(deployment)
        if self.waiting is not None and self.waiting.id == deployment.id:
            record = replace(record, waiting=None, attempts=0)
        if self.active is not None and self.active.id == deployment.id:
            stays = deployment.state is State.TIMED_OUT
            record = replace(record, active=deployment if stays else None)
        revision = deployment.task_definition
        if deployment.state in {State.SUCCEEDED, State.UNCHANGED} and revision is not None:
            good = Good(deployment.id, deployment.image, deployment.digest, revision, deployment.updated_at)
            record = replace(record, good=good)
        return record

    def knowing_commit(self, short: str, full: str) -> ServiceRecord:
        """With the full hash wherever the short one stood."""

        def known(deployment: Deployment) -> Deployment:
            return replace(deployment, commit=full) if deployment.commit == short else deployment

        record = replace(self, ledger=self.ledger.renamed(short, full))
        record = replace(record, changed=tuple(known(one) for one in record.changed))
        if record.waiting is not None and record.waiting.commit == short:
            record = record.with_waiting(known(record.waiting))
        if record.active is not None and record.active.commit == short:
            record = record.with_active(known(record.active))
        return record

    def due(self, now: datetime) -> datetime | None:
        """When somebody has to look again; None when nothing is open."""
        moments = [self.ledger.due]
        if self.waiting is not None or self.inbox:
            moments.append(now + min(NET, _FIRST_RETRY * 2 ** min(max(self.attempts - 1, 0), 10)))
        if self.active is not None:
            moments.append(_next_look(self.active, now))
        return min((moment for moment in moments if moment is not None), default=None)


def _next_look(active: Deployment, now: datetime) -> datetime:
    deadline = active.deadline
    if active.state in FINISHED or deadline is None:
        return now + NET
    return min(max(deadline, now), now + NET)
