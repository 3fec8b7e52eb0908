"""What people and pipelines ask for over HTTP: an order is checked, delivered like a push, carried out at once."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from chalicelib.domain.asks import RequestKey
from chalicelib.domain.commands import Hold, Release, Stop
from chalicelib.domain.deployment import Order, Origin, Wish, request_id
from chalicelib.domain.errors import ConflictError, UnprocessableError
from chalicelib.domain.frozen import frozen
from chalicelib.domain.goods import good_of, way_back
from chalicelib.domain.lifecycle import FINISHED, SUCCESSES, State

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from chalicelib.deployer import Deployer
    from chalicelib.domain.asks import DeployAsk, ServiceView
    from chalicelib.domain.caller import Caller
    from chalicelib.domain.commands import Asked
    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.goods import Good
    from chalicelib.domain.lease import Invocation
    from chalicelib.domain.mapping import MappedService
    from chalicelib.finder import Finder
    from chalicelib.ports import Archive, Clock, Store
    from chalicelib.reading import Reading


@frozen
class Desk:
    """Takes orders. Every method raises NotFoundError or ForbiddenError before it does anything.

    `distinct` makes a text that no other request has. An order that was accepted stays accepted: what could not be
    carried out at once is due, and the sweep goes on with it.
    """

    reading: Reading
    finder: Finder
    store: Store
    archive: Archive
    deployer: Deployer
    clock: Clock
    distinct: Callable[[], str]

    def deploy(
        self, caller: Caller, name: str, ask: DeployAsk, key: str | None, run: Invocation
    ) -> Deployment:
        """Raises UnprocessableError when there is no such image, or when it contradicts what was said of it."""
        mapped = self.reading.allowed(caller, name)
        said = (ask.tag, ask.digest, ask.commit, ask.force)
        once = _once(caller, key, "deploy", name, *said)
        return self._asked_before(caller, once) or self._go(
            caller, self._wish(caller, mapped, ask), once, run
        )

    def rollback(
        self, caller: Caller, name: str, to: str | None, key: str | None, run: Invocation
    ) -> Deployment:
        """Raises ConflictError when there is nothing to go back to."""
        mapped = self.reading.allowed(caller, name)
        once = _once(caller, key, "rollback", name, to)
        return self._asked_before(caller, once) or self._go(
            caller, self._way_back(caller, mapped, to), once, run
        )

    def hold(self, caller: Caller, name: str, reason: str, run: Invocation) -> ServiceView:
        self.reading.allowed(caller, name)
        now = self.clock.now()
        self._order(Hold(f"hold.{self.distinct()}", name, now, caller.requested_by, reason), run)
        return self.reading.service(caller, name)

    def release(self, caller: Caller, name: str, run: Invocation) -> ServiceView:
        """The newest wish that was held is deployed."""
        self.reading.allowed(caller, name)
        now = self.clock.now()
        self._order(Release(f"release.{self.distinct()}", name, now, caller.requested_by), run)
        return self.reading.service(caller, name)

    def stop(self, caller: Caller, deployment: str, run: Invocation) -> Deployment:
        """Raises ConflictError when there is nothing to stop, or when ECS does not stop it."""
        found = self.reading.deployment(caller, deployment)
        _must_roll_out(found)
        service, now = found.wish.service, self.clock.now()
        self._order(Stop(f"stop.{self.distinct()}", service, now, caller.requested_by, found.id), run)
        if self.reading.goes_on_regardless(found):
            raise ConflictError(
                f"ECS does not stop {found.id}; its log line says why. Roll {service} back instead"
            )
        return self.reading.deployment(caller, deployment)

    def _asked_before(self, caller: Caller, once: RequestKey | None) -> Deployment | None:
        before = self.archive.asked_before(once, self.clock.now()) if once is not None else None
        return self.reading.deployment(caller, before) if before is not None else None

    def _go(self, caller: Caller, wish: Wish, once: RequestKey | None, run: Invocation) -> Deployment:
        if once is None:
            self._order(wish, run)
            return self.reading.deployment(caller, wish.id)
        deployment = self.archive.deliver_once(wish, once, self.clock.now())
        self.deployer.advance([wish.service], run)
        return self.reading.deployment(caller, deployment)

    def _order(self, asked: Asked, run: Invocation) -> None:
        self.store.deliver(asked, self.clock.now())
        self.deployer.advance([asked.service], run)

    def _wish(self, caller: Caller, mapped: MappedService, ask: DeployAsk) -> Wish:
        found, now = self.finder.find(mapped, ask), self.clock.now()
        version = mapped.policy.version(found.tag) if found.tag is not None else None
        return Wish(
            id=request_id(mapped.name, now, self.distinct()),
            service=mapped.name,
            tag=found.tag,
            order=Order(_second(now), found.digest, version),
            origin=Origin.REQUEST,
            requested_by=caller.requested_by,
            commit=found.commit,
            force=ask.force,
        )

    def _way_back(self, caller: Caller, mapped: MappedService, to: str | None) -> Wish:
        good, now = self._goal(mapped.name, to), self.clock.now()
        version = mapped.policy.version(good.tag) if good.tag is not None else None
        return Wish(
            id=request_id(mapped.name, now, self.distinct()),
            service=mapped.name,
            tag=good.tag,
            order=Order(_second(now), good.digest, version),
            origin=Origin.ROLLBACK,
            requested_by=caller.requested_by,
            commit=good.commit,
            revision=good.task_definition,
        )

    def _goal(self, name: str, to: str | None) -> Good:
        if to is not None:
            return self._named_goal(name, to)
        record = self.archive.records([name]).get(name)
        good = way_back(record.goods, record.tip) if record is not None else None
        if good is None:
            raise ConflictError(
                f"no earlier deployment of {name} by Slipway is known to be good, so there is nothing to roll back "
                "to; deploy the image that you want by tag or digest"
            )
        return good

    def _named_goal(self, name: str, to: str) -> Good:
        found = self.archive.deployment(to)
        if found is None or found.wish.service != name:
            raise UnprocessableError(
                f"`to` names no deployment of {name}; see its history for those there are"
            )
        good = good_of(found) if found.state in SUCCESSES else None
        if good is None:
            raise ConflictError(
                f"{to} is {found.state}; only a deployment that succeeded can be gone back to"
            )
        return good


def _second(at: datetime) -> datetime:
    """In whole seconds, as ECR tells when an image landed: a push of the same second is not taken for older."""
    return at.replace(microsecond=0)


def _must_roll_out(found: Deployment) -> None:
    if found.state in FINISHED - {State.TIMED_OUT}:
        raise ConflictError(f"{found.id} is {found.state} and has ended: there is nothing to stop")
    if found.state is not State.DEPLOYING and found.state is not State.TIMED_OUT:
        raise ConflictError(
            f"{found.id} is {found.state} and has not begun: there is nothing to stop; hold the service to keep it "
            "from beginning"
        )


def _once(caller: Caller, key: str | None, *asked: object) -> RequestKey | None:
    if key is None:
        return None
    return RequestKey(caller.key, key, sha256(repr(asked).encode()).hexdigest())
