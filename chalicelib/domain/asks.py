"""What is asked over HTTP, and what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from chalicelib.domain.commands import Hold
    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.goods import Good
    from chalicelib.domain.lifecycle import State
    from chalicelib.domain.mapping import MappedService


@frozen
class DeployAsk:
    """Which image: by tag, digest or commit (7 to 40 hex digits); where several are given they must agree.

    `force` starts new tasks though the image is the one that runs.
    """

    tag: str | None = None
    digest: str | None = None
    commit: str | None = None
    force: bool = False


@frozen
class RequestKey:
    """An `Idempotency-Key` of one caller; `fingerprint` tells whether the same thing is asked again."""

    caller: str
    key: str
    fingerprint: str


@frozen
class Page:
    """At most `limit`; those before that deployment (of services: after that name)."""

    limit: int = 20
    before: str | None = None


@frozen
class ServiceView:
    """One service as it stands. `state` is that of its newest deployment, None when there was none.

    `current` is the last known good deployment. `deployments` newest first; `next_before` is the id from which
    the next page goes on, None on the last.
    """

    mapped: MappedService
    state: State | None
    held: Hold | None
    current: Good | None
    deployments: tuple[Deployment, ...]
    next_before: str | None = None


@frozen
class ServicesView:
    """Services by name; `next_after` is the name from which the next page goes on, None on the last."""

    services: tuple[ServiceView, ...]
    next_after: str | None = None
