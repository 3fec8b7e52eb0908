"""`slipway status`: what runs, and what is under way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import click

from slipway.client.answers import Service
from slipway.client.command import api_at, calls, console, options, print_json
from slipway.client.overview import print_service, print_services

NEWEST: Final = 5


@click.command()
@click.argument("service", required=False)
@options
def command(service: str | None, address: str | None, pause: float, *, as_json: bool) -> None:
    """Show SERVICE with its newest deployments, or all services that the token may act on."""
    api = api_at(address, pause)
    with calls():
        found = api.services() if service is None else api.service(service, NEWEST)
    if as_json:
        print_json(found.raw)
        return
    now = datetime.now(UTC)
    if isinstance(found, Service):
        print_service(console(), found, now)
    else:
        print_services(console(), found.services, now)
