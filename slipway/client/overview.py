"""Services and deployments as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from slipway.client.tables import Cell, print_rows
from slipway.client.words import ago, look, state_text, when

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rich.console import Console

    from slipway.client.answers import Deployment, Held, Service

SHORT: Final = 9


def print_services(console: Console, services: Sequence[Service], now: datetime) -> None:
    if not services:
        console.print(Text("There is no service that this token may act on."), soft_wrap=True)
        return
    headers = ("service", "cluster", "newest deployment", "last known good", "since", "hold")
    print_rows(console, headers, [_service_row(one, now) for one in services])


def print_service(console: Console, service: Service, now: datetime) -> None:
    """What is known of it, then its newest deployments."""
    current = service.current
    good = f"{current.image}, since {when(current.since, now)}" if current else "-"
    rows = [
        (Cell("service", "bright_black"), Cell(service.name, "bold")),
        (Cell("cluster", "bright_black"), Cell(service.cluster)),
        (Cell("state", "bright_black"), _state(service.state)),
        (Cell("last known good", "bright_black"), Cell(good)),
        (Cell("hold", "bright_black"), _hold(service.held, now)),
    ]
    print_rows(console, ("", ""), rows)
    console.print()
    print_deployments(console, service, now)


def print_deployments(console: Console, service: Service, now: datetime) -> None:
    if not service.deployments:
        console.print(Text(f"{service.name} was never deployed by Slipway."), soft_wrap=True)
        return
    headers = ("state", "image", "commit", "requested", "by", "why", "id")
    print_rows(console, headers, [_deployment_row(one, now) for one in service.deployments])


def _service_row(service: Service, now: datetime) -> tuple[Cell, ...]:
    current = service.current
    return (
        Cell(service.name, "bold"),
        Cell(service.cluster),
        _state(service.state),
        Cell(current.image if current else "-"),
        Cell(when(current.since, now) if current else "-"),
        _hold(service.held, now),
    )


def _deployment_row(one: Deployment, now: datetime) -> tuple[Cell, ...]:
    return (
        _state(one.state),
        Cell(one.image, "bold"),
        Cell((one.commit or "-")[:SHORT]),
        Cell(when(one.requested_at, now)),
        Cell(one.requested_by),
        Cell(one.reason),
        Cell(one.id, "dim"),
    )


def _state(state: str | None) -> Cell:
    return Cell(state_text(state), look(state)[1] if state else "")


def _hold(held: Held | None, now: datetime) -> Cell:
    if held is None:
        return Cell("-")
    since = f", {ago(held.at, now)}" if held.at else ""
    return Cell(f"{held.reason} (by {held.by}{since})", "yellow")
