"""What is and what was, for whoever may know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.asks import Page, ServicesView, ServiceView
from chalicelib.domain.caller import may_act
from chalicelib.domain.deployment import Deployment
from chalicelib.domain.errors import ForbiddenError, NotFoundError
from chalicelib.domain.frozen import frozen
from chalicelib.domain.holding import hold_in_force

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.domain.caller import Caller
    from chalicelib.domain.lifecycle import State
    from chalicelib.domain.mapping import MappedService, Mapping
    from chalicelib.domain.record import ServiceRecord
    from chalicelib.ports import Archive, Telemetry


@frozen
class Reading:
    """Answers from the table alone; ECS is not asked."""

    mapping: Mapping
    archive: Archive
    telemetry: Telemetry

    def allowed(self, caller: Caller, name: str) -> MappedService:
        """The service, if there is one and the caller may act on it. Raises NotFoundError or ForbiddenError."""
        mapped = self.mapping.named(name)
        if mapped is None:
            raise NotFoundError("there is no such service in the mapping")
        denial = may_act(caller, mapped)
        if denial is not None:
            self.telemetry.warning(
                "the caller may not act on the service",
                service_name=name,
                caller=caller.requested_by,
                why=denial.reason,
            )
            raise ForbiddenError("this credential may not act on this service")
        return mapped

    def deployment(self, caller: Caller, deployment: str) -> Deployment:
        """Raises NotFoundError or ForbiddenError."""
        service = deployment.partition(".")[0]
        self.allowed(caller, service)
        # Between the first look and the second it may have been sorted: then it is written by now.
        found = self.archive.deployment(deployment) or self._delivered(service, deployment)
        found = found or self.archive.deployment(deployment)
        if found is None:
            raise NotFoundError("there is no such deployment")
        return found

    def goes_on_regardless(self, deployment: Deployment) -> bool:
        """Whether it rolls out though somebody asked that it be stopped, with nobody about to see to that."""
        record = self._record(deployment.wish.service)
        if record is None or record.inbox or record.active is None:
            return False
        return record.active.id == deployment.id and record.active.stop is None

    def service(self, caller: Caller, name: str, page: Page | None = None) -> ServiceView:
        """Raises NotFoundError or ForbiddenError."""
        mapped, page = self.allowed(caller, name), page or Page()
        record = self._record(name)
        known = [*(_inbox(record) if page.before is None else ()), *self.archive.deployments(name, page)]
        shown = _newest_first(known)[: page.limit]
        more = len(known) > page.limit
        return _view(mapped, record, shown, shown[-1].id if more else None)

    def services(self, caller: Caller, page: Page) -> ServicesView:
        """Those that the caller may act on, by name; each with the deployments that are open or newest."""
        mine = sorted(one.name for one in self.mapping if may_act(caller, one) is None)
        after = [name for name in mine if page.before is None or name > page.before]
        names = after[: page.limit]
        records = self.archive.records(names) if names else {}
        views = (self._in_short(name, records.get(name)) for name in names)
        return ServicesView(tuple(views), names[-1] if len(after) > page.limit else None)

    def badge(self, name: str) -> tuple[MappedService, State | None, str | None] | None:
        """The service, its newest deployment's state and image; None when there is no such service."""
        mapped = self.mapping.named(name)
        if mapped is None:
            return None
        newest = _newest(self._record(name))
        return (mapped, newest.state, newest.image) if newest is not None else (mapped, None, None)

    def _in_short(self, name: str, record: ServiceRecord | None) -> ServiceView:
        mapped = self.mapping.named(name)
        if mapped is None:
            raise NotFoundError("there is no such service in the mapping")
        return _view(mapped, record, _newest_first([*_inbox(record), *_open(record)]), None)

    def _record(self, service: str) -> ServiceRecord | None:
        return self.archive.records([service]).get(service)

    def _delivered(self, service: str, deployment: str) -> Deployment | None:
        return next((one for one in _inbox(self._record(service)) if one.id == deployment), None)


def _inbox(record: ServiceRecord | None) -> Sequence[Deployment]:
    """What was asked for and not sorted yet, as the deployments that it will become."""
    return [Deployment.requested(wish, wish.at) for wish in record.wishes] if record is not None else []


def _open(record: ServiceRecord | None) -> Sequence[Deployment]:
    if record is None:
        return []
    return [one for one in (record.waiting, record.held, record.active, record.last) if one is not None]


def _newest(record: ServiceRecord | None) -> Deployment | None:
    """What a person calls the service's state: what was last asked for, wherever it stands."""
    ordered = _newest_first([*_inbox(record), *_open(record)])
    of_newest = record.of_newest if record is not None and not record.inbox else None
    return of_newest or (ordered[0] if ordered else None)


def _newest_first(deployments: Sequence[Deployment]) -> list[Deployment]:
    unique = {one.id: one for one in deployments}
    return sorted(unique.values(), key=lambda one: one.id, reverse=True)


def _view(
    mapped: MappedService, record: ServiceRecord | None, shown: Sequence[Deployment], following: str | None
) -> ServiceView:
    newest = _newest(record)
    return ServiceView(
        mapped=mapped,
        state=newest.state if newest is not None else None,
        held=hold_in_force(record) if record is not None else None,
        current=record.good if record is not None else None,
        deployments=tuple(shown),
        next_before=following,
    )
