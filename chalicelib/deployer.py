"""The story: a trigger leaves a wish or a hint, and `advance` moves each service towards its newest wish.

Events are hints, ECS is the truth, the table holds wishes and history. Every trigger ends in `advance`, so that
lost, repeated and reordered events are harmless.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.events import Ignored, Rejected, parse_push, parse_service_change
from chalicelib.domain.frozen import frozen
from chalicelib.domain.mapping import Trigger
from chalicelib.domain.wishes import wish_of
from chalicelib.fanout import each
from chalicelib.work import Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.advance import Advance
    from chalicelib.domain.deployment import Wish
    from chalicelib.domain.events import Push
    from chalicelib.domain.lease import Invocation
    from chalicelib.domain.mapping import MappedService, Mapping
    from chalicelib.domain.record import ServiceRecord
    from chalicelib.fanout import Outcome
    from chalicelib.observer import Observer, Seen
    from chalicelib.orphans import Orphans
    from chalicelib.ports import Clock, Store, Telemetry

# A service takes a second or two, or as long as a throttled write is waited for; a function that is killed half-way
# would block its service for a minute.
ENOUGH: Final = timedelta(seconds=13)


@frozen
class Deployer:
    """What each trigger does. Stateless: all it knows is in the store and in ECS."""

    mapping: Mapping
    store: Store
    observer: Observer
    one: Advance
    orphans: Orphans
    clock: Clock
    telemetry: Telemetry

    def image_pushed(self, event: object, run: Invocation) -> None:
        """An image landed: a wish for every service that follows its repository and tag, and off they go.

        `event` is EventBridge's, as a dict. Raises RetryableError when some service could not be advanced for
        a passing reason; what was done for the others stands, and doing it again does nothing.
        """
        push = parse_push(event)
        if isinstance(push, (Ignored, Rejected)):
            self._turn_away(push)
            return
        followers = self._followers(push)
        wishes = {mapped.name: wish_of(push, mapped) for mapped in followers}
        _raise_first(self._move_all(each([*wishes], lambda name: self._begin(wishes[name], run)), run))

    def deployment_changed(self, event: object, run: Invocation) -> None:
        """ECS moved a deployment: look at the service it belongs to. Takes and raises as `image_pushed`."""
        change = parse_service_change(event)
        if isinstance(change, (Ignored, Rejected)):
            self._turn_away(change)
            return
        mapped = self.mapping.of_ecs_service(change.region, change.cluster, change.service)
        if not mapped:
            self._turn_away(Ignored("service_not_mapped", "no mapped service runs there"))
        _raise_first(self.advance([one.name for one in mapped], run))

    def sweep(self, run: Invocation) -> None:
        """Looks at every service that is due. A service that fails stays due, so nothing is raised for it."""
        self.advance(self.store.due(self.clock.now()), run)

    def advance(self, services: Sequence[str], run: Invocation) -> list[Exception]:
        """Moves each of these services one step towards its newest wish, from what ECS says now.

        Returns the errors of those that could not be moved; the others have been moved all the same.
        """
        return self._move_all(each(services, lambda name: self._take(name, run)), run)

    def _move_all(self, taken: Sequence[Outcome[str, Work | None]], run: Invocation) -> list[Exception]:
        works = [one.result for one in taken if one.result is not None]
        seen = self.observer.observe(work.mapped.target for work in works if work.record.asks_ecs)
        moved = each(works, lambda work: self._move(work, seen.get(work.mapped.target), run))
        errors = [(one.item, one.error) for one in taken if one.error is not None]
        errors += [(one.item.mapped.name, one.error) for one in moved if one.error is not None]
        for name, error in errors:
            self.telemetry.warning("the service could not be advanced", service_name=name, fault=repr(error))
        return [error for _, error in errors]

    def _move(self, work: Work, seen: Seen, run: Invocation) -> None:
        """What there is no time for any more is given back at once: the sweep goes on with it."""
        now = self.clock.now()
        if run.ends_at - now < ENOUGH:
            again: ServiceRecord | None = work.record
            while again is not None:
                again = self.store.release(again.untouched(), now, now)
            return
        self.one.advance(work, seen)

    def _begin(self, wish: Wish, run: Invocation) -> Work | None:
        record = self.store.deliver_and_take(wish, run, self.clock.now())
        self.telemetry.info(
            "a push is to be deployed", service_name=wish.service, deployment=wish.id, tag=wish.tag
        )
        return self._work(record)

    def _take(self, name: str, run: Invocation) -> Work | None:
        return self._work(self.store.take(name, run, self.clock.now()))

    def _work(self, record: ServiceRecord | None) -> Work | None:
        """None when there is nothing to do, or another does it."""
        if record is None:
            return None
        mapped = self.mapping.named(record.name)
        if mapped is None:
            self.orphans.settle(record)
            return None
        return Work(mapped, record)

    def _followers(self, push: Push) -> list[MappedService]:
        wanting = self.mapping.wanting(push.account, push.region, push.repository, push.tag)
        followers = [one for one in wanting or () if one.trigger is Trigger.PUSH]
        if wanting is None:
            self._turn_away(Ignored("repository_not_mapped", "no service runs images of the repository"))
        elif not wanting:
            self._turn_away(Ignored("tag_not_mapped", "no service of the repository follows the tag"))
        elif not followers:
            self._turn_away(Ignored("manual", "the services of the repository are deployed on request only"))
        return followers

    def _turn_away(self, why: Ignored | Rejected) -> None:
        code = why.code if isinstance(why, Ignored) else "rejected"
        self.telemetry.count("EventsIgnored", reason=code)
        self.telemetry.info("the event asks for nothing", code=code, reason=why.reason)


def _raise_first(errors: Sequence[Exception]) -> None:
    """One is enough to have the event delivered again; every one of them has been logged."""
    for error in errors:
        raise error
