"""`slipway history`: the deployments of a service."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from slipway.client.command import api_at, calls, console, options, print_json
from slipway.client.overview import print_deployments


@click.command()
@click.argument("service")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many.")
@options
def command(service: str, limit: int, address: str | None, pause: float, *, as_json: bool) -> None:
    """List the deployments of SERVICE, newest first."""
    api = api_at(address, pause)
    with calls():
        found = api.service(service, limit)
    if as_json:
        print_json(found.raw)
    else:
        print_deployments(console(), found, datetime.now(UTC))
