"""One service under its lease: round after round, until nothing newer was wished for meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.errors import LeaseLostError, RefusedError, SlipwayError
from chalicelib.domain.frozen import frozen
from chalicelib.domain.lifecycle import State
from chalicelib.domain.triage import Answers, questions, stops_heeded, triage

if TYPE_CHECKING:
    from chalicelib.domain.record import ServiceRecord
    from chalicelib.observer import Observer, Seen
    from chalicelib.ports import Clock, ImageRegistry, Store, Telemetry
    from chalicelib.reporter import Reporter
    from chalicelib.rollout import Rollout
    from chalicelib.tracker import Tracker
    from chalicelib.work import Work


@frozen
class Advance:
    """Moves one service; whoever calls it holds the lease of the record."""

    observer: Observer
    registry: ImageRegistry
    store: Store
    rollout: Rollout
    tracker: Tracker
    reporter: Reporter
    clock: Clock
    telemetry: Telemetry

    def advance(self, work: Work, seen: Seen) -> None:
        """Goes round until nothing more was delivered, and gives the lease back.

        Raises SlipwayError when something kept it from going on; the service is due again then.
        """
        try:
            again = self._round(work, seen)
            while again is not None:
                work.record = again
                again = self._round(work, self._look(work))
        except LeaseLostError:
            self._give_way(work)
        else:
            self._tell(work)

    def _look(self, work: Work) -> Seen:
        if not work.record.asks_ecs:
            return None
        target = work.mapped.target
        return self.observer.observe([target])[target]

    def _round(self, work: Work, seen: Seen) -> ServiceRecord | None:
        """One look and one step, reported and saved; a fault is raised only once that is done."""
        fault = self._step(work, seen)
        if fault is not None:
            work.record = work.record.unfinished()
        work.owe(self.clock.now())
        work.record = self.reporter.report(work.record)
        now = self.clock.now()
        again = self.store.release(work.record, work.record.due(now), now)
        if fault is not None and again is None:
            raise fault
        return again

    def _step(self, work: Work, seen: Seen) -> SlipwayError | None:
        if not work.record.asks_ecs:
            return None
        try:
            self._move(work, seen)
        except LeaseLostError:
            raise
        except RefusedError as refused:
            return self._refuse(work, refused)
        except SlipwayError as fault:
            self.tracker.expire(work, str(fault))
            return fault
        return None

    def _move(self, work: Work, seen: Seen) -> None:
        if isinstance(seen, Exception):
            raise seen
        self.rollout.recover(work, seen)
        work.record = stops_heeded(work.record)
        self.tracker.track(work, seen)
        self._sort_inbox(work)
        self.rollout.halt(work)
        self.rollout.begin(work, seen)

    def _refuse(self, work: Work, refused: RefusedError) -> SlipwayError | None:
        """AWS said no to a look, so it will again: what waits is refused, what rolls runs into its deadline."""
        try:
            self._sort_inbox(work)
        except SlipwayError as fault:
            return fault
        if work.waiting is not None:
            work.finish(work.waiting.become(State.REFUSED, self.clock.now(), str(refused)))
        self.tracker.expire(work, str(refused))
        return None

    def _sort_inbox(self, work: Work) -> None:
        record = work.record
        if not record.inbox:
            return
        asked = questions(record)
        tied = self.registry.pushed_at(work.mapped.repository, sorted(asked.tied)) if asked.tied else {}
        known = self.store.deployed(record.name, asked.late) if asked.late else frozenset()
        work.record = triage(record, self.clock.now(), Answers(tied, known))

    def _give_way(self, work: Work) -> None:
        """The new holder goes on; it sends again whatever our late statuses may have overwritten."""
        commits = [entry.commit for entry in work.record.ledger.entries]
        self.telemetry.warning("the lease was lost; its new holder goes on", service_name=work.record.name)
        self.store.doubt(work.record.name, commits, self.clock.now())

    def _tell(self, work: Work) -> None:
        for deployment in work.ended:
            self.telemetry.count("Deployments", outcome=deployment.state.value)
            waited = (deployment.updated_at - deployment.wish.order.at).total_seconds()
            self.telemetry.seconds("SecondsToEnd", waited)
            self.telemetry.info(
                "the deployment ended",
                deployment=deployment.id,
                state=deployment.state.value,
                reason=deployment.reason,
            )
