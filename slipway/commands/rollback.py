"""`slipway rollback`: back to what is known to be good."""

from __future__ import annotations

import os
from typing import Any

import click

from slipway.client import command as shared
from slipway.client import waiting
from slipway.client.keys import key_for
from slipway.client.outcome import EXIT_CODES
from slipway.client.short import whole_id


@click.command(epilog=EXIT_CODES)
@click.argument("service")
@click.option(
    "--to",
    metavar="ID",
    help="A deployment that succeeded, as in slipway history. Default: the last known good one.",
)
@click.option(
    "--key", callback=shared.checked_key, help="The Idempotency-Key. Default: as for slipway deploy."
)
@waiting.options
@shared.options
@click.pass_context
def command(context: click.Context, /, service: str, to: str | None, key: str | None, **how: Any) -> None:
    """Take SERVICE back, and hold it, so that the next push does not undo that; slipway release ends the hold."""
    to = whole_id(service, to) if to else None
    key = key or key_for(os.environ, service, {"rollback": to})
    context.exit(waiting.Waiting(**how).on(service, lambda api: api.rollback(service, to, key)))
