"""The desk as the HTTP edge sees it: remembers what it was asked, answers what it was told to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from builders import deployment, digest, mapped
from chalicelib.domain.asks import DeployAsk, Page, ServicesView, ServiceView
from chalicelib.domain.commands import Hold
from chalicelib.domain.goods import Good
from chalicelib.domain.lifecycle import State
from chalicelib.domain.mapped_service import BadgeVisibility, MappedService
from fakes.clock import NOON

if TYPE_CHECKING:
    from chalicelib.domain.caller import Caller
    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.lease import Invocation

ARN = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:2"


def view(**changes: Any) -> ServiceView:
    """A service called web, which runs v1 and deploys v2."""
    good = Good("web.20261122T110000.0a1b2c3d", "v1", digest("v1"), ARN, NOON, "v1", None)
    whole = ServiceView(mapped(), State.REQUESTED, None, good, (deployment(),), None)
    return replace(whole, **changes)


@dataclass
class FakeDesk:
    """`error` is raised instead of any answer. `calls` are (method, *arguments) without caller and run."""

    error: Exception | None = None
    made: Deployment = field(default_factory=deployment)
    shown: ServiceView = field(default_factory=view)
    next_after: str | None = None
    badges: dict[str, tuple[MappedService, State | None, str | None]] = field(default_factory=dict)
    calls: list[tuple[object, ...]] = field(default_factory=list)
    callers: list[Caller] = field(default_factory=list)

    def deploy(
        self, caller: Caller, name: str, ask: DeployAsk, key: str | None, run: Invocation, /
    ) -> Deployment:
        del run
        self._asked(caller, "deploy", name, ask, key)
        return self.made

    def rollback(
        self, caller: Caller, name: str, to: str | None, key: str | None, run: Invocation, /
    ) -> Deployment:
        del run
        self._asked(caller, "rollback", name, to, key)
        return self.made

    def hold(self, caller: Caller, name: str, reason: str, run: Invocation, /) -> ServiceView:
        del run
        self._asked(caller, "hold", name, reason)
        return replace(self.shown, held=Hold("hold.1", name, NOON, caller.requested_by, reason))

    def release(self, caller: Caller, name: str, run: Invocation, /) -> ServiceView:
        del run
        self._asked(caller, "release", name)
        return self.shown

    def stop(self, caller: Caller, deployment: str, run: Invocation, /) -> Deployment:
        del run
        self._asked(caller, "stop", deployment)
        return self.made

    def deployment(self, caller: Caller, deployment: str, /) -> Deployment:
        self._asked(caller, "deployment", deployment)
        return self.made

    def service(self, caller: Caller, name: str, page: Page, /) -> ServiceView:
        self._asked(caller, "service", name, page)
        return self.shown

    def services(self, caller: Caller, page: Page, /) -> ServicesView:
        self._asked(caller, "services", page)
        return ServicesView((self.shown,), self.next_after)

    def badge(self, name: str, /) -> tuple[MappedService, State | None, str | None] | None:
        if self.error is not None:
            raise self.error
        return self.badges.get(name)

    def show_badge(
        self, visibility: BadgeVisibility, state: State | None = State.SUCCEEDED, image: str | None = "v2"
    ) -> None:
        """Of the service called web."""
        self.badges["web"] = (mapped(badge=visibility.value), state, image)

    def _asked(self, caller: Caller, *call: object) -> None:
        if self.error is not None:
            raise self.error
        self.callers.append(caller)
        self.calls.append(call)
