"""`slipway release`: ends a hold."""

from __future__ import annotations

import click

from slipway.client.command import api_at, calls, options, print_json
from slipway.client.words import verdict


@click.command()
@click.argument("service")
@options
def command(service: str, address: str | None, pause: float, *, as_json: bool) -> None:
    """End the hold of SERVICE; the newest deployment that was held begins."""
    api = api_at(address, pause)
    with calls():
        found = api.release(service)
    if as_json:
        print_json(found.raw)
        return
    click.echo(f"✓ {found.name} is released.")
    if found.deployments:
        click.echo(f"  newest: {verdict(found.deployments[0])}")
