"""`slipway hold`: nothing new until release."""

from __future__ import annotations

import click

from slipway.client.command import api_at, calls, options, print_json


@click.command()
@click.argument("service")
@click.option("--reason", required=True, help="Shown to everybody whose deployment is held.")
@options
def command(service: str, reason: str, address: str | None, pause: float, *, as_json: bool) -> None:
    """Deploy nothing new to SERVICE until slipway release."""
    api = api_at(address, pause)
    with calls():
        found = api.hold(service, reason)
    if as_json:
        print_json(found.raw)
    else:
        held = found.held.reason if found.held else reason
        click.echo(f"‖ {found.name} is held: {held}. slipway release {found.name} ends that.")
