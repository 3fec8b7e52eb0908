"""All that is remembered of one service, read and written as one by whoever holds its lease."""

from __future__ import annotations

from dataclasses import field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.deployment import Wish
from chalicelib.domain.frozen import frozen
from chalicelib.domain.goods import remembering
from chalicelib.domain.ledger import Ledger
from chalicelib.domain.lifecycle import FINISHED, SUCCESSES, State

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.commands import Asked, Hold
    from chalicelib.domain.deployment import Deployment, Order
    from chalicelib.domain.goods import Good

# A rollout under way is looked at this often even when ECS says nothing: its events may be lost.
NET: Final = timedelta(minutes=5)
_FIRST_RETRY: Final = timedelta(seconds=30)


@frozen
class Newest:
    """The newest wish accepted so far: whatever is older will not be deployed.

    `asked_at`: when somebody last asked for an image. Whatever was pushed before is older, whichever its version.
    """

    deployment: str
    digest: str
    order: Order
    number: int = 0
    asked_at: datetime | None = None


@frozen
class ServiceRecord:
    """One service as the table knows it, while one worker holds its lease.

    `waiting` is the newest wish, not begun; `active` is the deployment that ECS rolls out, or whose deadline has
    passed undecided; `last` is the newest wish's deployment once it has ended, since another tag of its image may
    yet name its commit. `inbox` holds what was asked and not yet sorted; `delivered` names what was in it when the
    record was read. `hold` is the one in force, `held` the newest wish that came under it. `goods` are the
    deployments that succeeded, oldest first; `tip` is the digest that Slipway last had ECS run, whatever became of
    it. `arrivals` counts deliveries, so that a release notices one that came meanwhile; `fence` grows with each
    lease. `attempts` counts the tries of what waits that did not come to their end; `interrupted` says that the
    last holder never released the lease, so it may have got further than it wrote. `doubted` are the commits whose
    statuses are sent again. `changed` are deployments to be written with the next save, `ended` those that came to
    an end since the last.
    """

    name: str
    fence: int
    arrivals: int
    owner: str
    inbox: tuple[Asked, ...] = ()
    delivered: tuple[str, ...] = ()
    doubted: frozenset[str] = frozenset()
    newest: Newest | None = None
    waiting: Deployment | None = None
    active: Deployment | None = None
    last: Deployment | None = None
    hold: Hold | None = None
    held: Deployment | None = None
    goods: tuple[Good, ...] = ()
    tip: str | None = None
    ledger: Ledger = field(default_factory=Ledger)
    attempts: int = 0
    interrupted: bool = False
    changed: tuple[Deployment, ...] = ()
    ended: tuple[Deployment, ...] = ()

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """Those in the inbox."""
        return tuple(asked for asked in self.inbox if isinstance(asked, Wish))

    @property
    def good(self) -> Good | None:
        """The last known good deployment."""
        return self.goods[-1] if self.goods else None

    @property
    def asks_ecs(self) -> bool:
        """Whether anything about it depends on what ECS says now."""
        return bool(self.inbox or self.waiting or self.active)

    @property
    def retries(self) -> bool:
        """Whether an earlier try may have left something behind in ECS."""
        return self.interrupted or self.attempts > 0

    @property
    def of_newest(self) -> Deployment | None:
        """The newest wish's deployment, wherever it stands; None when it was never begun here."""
        if self.newest is None:
            return None
        known = (self.waiting, self.held, self.active, self.last)
        return next((one for one in known if one is not None and one.id == self.newest.deployment), None)

    def updated(self, deployment: Deployment) -> ServiceRecord:
        """The same deployment with more known about it, wherever it stands."""
        record = self.noting(deployment)
        if record.waiting is not None and record.waiting.id == deployment.id:
            record = replace(record, waiting=deployment)
        if record.held is not None and record.held.id == deployment.id:
            record = replace(record, held=deployment)
        if record.active is not None and record.active.id == deployment.id:
            record = replace(record, active=deployment)
        if record.last is not None and record.last.id == deployment.id:
            record = replace(record, last=deployment)
        return record

    def noting(self, deployment: Deployment) -> ServiceRecord:
        """With that deployment to be written, in the place of an earlier version of it."""
        others = tuple(one for one in self.changed if one.id != deployment.id)
        return replace(self, changed=(*others, deployment))

    def with_waiting(self, deployment: Deployment) -> ServiceRecord:
        return replace(self.noting(deployment), waiting=deployment)

    def with_held(self, deployment: Deployment) -> ServiceRecord:
        return replace(self.noting(deployment), held=deployment)

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
        return replace(self, waiting=None, attempts=0, tip=deployment.digest).with_active(deployment)

    def unfinished(self) -> ServiceRecord:
        """A try ended before its end: whoever tries next has to look for what it left behind."""
        return replace(self, attempts=self.attempts + 1) if self.waiting or self.inbox else self

    def untouched(self) -> ServiceRecord:
        """Given back before any try: only what an earlier one may have left behind has to be looked for."""
        return self.unfinished() if self.retries else self

    def finished(self, deployment: Deployment) -> ServiceRecord:
        """That deployment leaves the stage; one that succeeded becomes the last known good.

        A timed-out deployment stays: ECS may still decide it.
        """
        record = replace(self.noting(deployment), ended=(*self.ended, deployment))
        if self.newest is not None and self.newest.deployment == deployment.id:
            record = replace(record, last=deployment)
        if self.waiting is not None and self.waiting.id == deployment.id:
            record = replace(record, waiting=None, attempts=0)
        if self.held is not None and self.held.id == deployment.id:
            record = replace(record, held=None)
        if self.active is not None and self.active.id == deployment.id:
            stays = deployment.state is State.TIMED_OUT
            record = replace(record, active=deployment if stays else None)
        if deployment.state in SUCCESSES:
            return replace(record, goods=remembering(record.goods, deployment), tip=deployment.digest)
        return record

    def knowing_commit(self, short: str, full: str) -> ServiceRecord:
        """With the full hash wherever the short one stood."""
        record = replace(self, ledger=self.ledger.renamed(short, full))
        for one in (*self.changed, self.waiting, self.held, self.active, self.last):
            if one is not None and one.commit == short:
                record = record.updated(replace(one, commit=full))
        return record

    def due(self, now: datetime) -> datetime | None:
        """When somebody has to look again; None when nothing is open."""
        moments = [self.ledger.due]
        if self.waiting is not None or self.inbox:
            moments.append(now + min(NET, _FIRST_RETRY * 2 ** min(max(self.attempts - 1, 0), 10)))
        if self.active is not None:
            moments.append(_next_look(self.active, now))
            if self.active.stop is not None and not self.active.stop.told:
                moments.append(now + _FIRST_RETRY)
        return min((moment for moment in moments if moment is not None), default=None)


def _next_look(active: Deployment, now: datetime) -> datetime:
    deadline = active.deadline
    if active.state in FINISHED or deadline is None:
        return now + NET
    return min(max(deadline, now), now + NET)
