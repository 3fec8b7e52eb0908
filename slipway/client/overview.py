"""Services and deployments as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from slipway.client.short import short_id, shortened
from slipway.client.tables import Cell, Column, print_rows
from slipway.client.words import ago, exact, look, state_text, when

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rich.console import Console

    from slipway.client.answers import Current, Deployment, Held, Service

_SERVICES: Final = (
    Column(("service", "cluster")),
    Column(("newest",)),
    Column(("last known good", "since", "")),
    Column(("hold",)),
)
_DEPLOYMENTS: Final = (
    Column(("state", "age")),
    Column(("id", "requested"), whole=True),
    Column(("image", "by", "why")),
)


def print_services(console: Console, services: Sequence[Service], now: datetime) -> None:
    if not services:
        console.print(Text("There is no service that this token may act on."), soft_wrap=True)
        return
    print_rows(console, _SERVICES, [_service_row(one, now) for one in services])


def print_service(console: Console, service: Service, now: datetime) -> None:
    """What is known of it, then its newest deployments."""
    current = service.current
    good = f"{shortened(current.image)}, since {when(current.since, now)}" if current else "-"
    rows = [
        (Cell("service", "bright_black"), Cell(service.name, "bold")),
        (Cell("cluster", "bright_black"), Cell(service.cluster)),
        (Cell("state", "bright_black"), _state(service.state)),
        (Cell("last known good", "bright_black"), Cell(good)),
        (Cell("hold", "bright_black"), _hold(service.held, now)),
    ]
    print_rows(console, (Column(("",)), Column(("",))), rows)
    console.print()
    print_deployments(console, service, now)


def print_deployments(console: Console, service: Service, now: datetime) -> None:
    if not service.deployments:
        console.print(Text(f"{service.name} was never deployed by Slipway."), soft_wrap=True)
        return
    print_rows(console, _DEPLOYMENTS, [_deployment_row(one, now) for one in service.deployments])


def _service_row(service: Service, now: datetime) -> tuple[Cell, ...]:
    return (
        Cell(service.name, "bold", (service.cluster,)),
        _state(service.state),
        _good(service.current, now),
        _hold(service.held, now),
    )


def _good(current: Current | None, now: datetime) -> Cell:
    if current is None:
        return Cell("-", below=("", ""))
    since = (ago(current.since, now), exact(current.since)) if current.since else ("", "")
    return Cell(shortened(current.image), below=since)


def _deployment_row(one: Deployment, now: datetime) -> tuple[Cell, ...]:
    at, image, commit = one.requested_at, shortened(one.image), shortened(one.commit or "")
    by = f"by {shortened(one.requested_by)}" if one.requested_by else ""
    return (
        _state(one.state, ago(at, now) if at else ""),
        Cell(short_id(one.service, one.id), "cyan", (exact(at) if at else "",)),
        Cell(image if commit in image else f"{image} ({commit})", "bold", (by, shortened(one.reason))),
    )


def _state(state: str | None, *below: str) -> Cell:
    return Cell(state_text(state), look(state)[1] if state else "", below)


def _hold(held: Held | None, now: datetime) -> Cell:
    if held is None:
        return Cell("-")
    since = f", {ago(held.at, now)}" if held.at else ""
    return Cell(f"{held.reason} (by {shortened(held.by)}{since})", "yellow")
