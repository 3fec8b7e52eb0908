"""What the HTTP edge needs of the house behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from chalicelib.domain.asks import DeployAsk, Page, ServicesView, ServiceView
    from chalicelib.domain.caller import Caller
    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.lease import Invocation
    from chalicelib.domain.lifecycle import State
    from chalicelib.domain.mapped_service import MappedService


class Orders(Protocol):
    """Takes orders. Everything raises the errors of `domain/errors.py`, in words meant for whoever asked."""

    def deploy(
        self, caller: Caller, name: str, ask: DeployAsk, key: str | None, run: Invocation, /
    ) -> Deployment: ...

    def rollback(
        self, caller: Caller, name: str, to: str | None, key: str | None, run: Invocation, /
    ) -> Deployment: ...

    def hold(self, caller: Caller, name: str, reason: str, run: Invocation, /) -> ServiceView: ...

    def release(self, caller: Caller, name: str, run: Invocation, /) -> ServiceView: ...

    def stop(self, caller: Caller, deployment: str, run: Invocation, /) -> Deployment: ...


class Reads(Protocol):
    """Answers questions; raises the same errors."""

    def deployment(self, caller: Caller, deployment: str, /) -> Deployment: ...

    def service(self, caller: Caller, name: str, page: Page, /) -> ServiceView: ...

    def services(self, caller: Caller, page: Page, /) -> ServicesView: ...

    def badge(self, name: str, /) -> tuple[MappedService, State | None, str | None] | None:
        """The service, its newest deployment's state and image; None when there is no such service."""
        ...


class BadgeKey(Protocol):
    """Fetches the key that badges' tokens are made with."""

    def __call__(self) -> bytes: ...
