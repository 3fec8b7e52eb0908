"""`slipway stop`: has ECS stop a rollout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from slipway.client.command import CallFailed, api_at, calls, options, print_json
from slipway.client.short import whole_id
from slipway.client.words import verdict

if TYPE_CHECKING:
    from slipway.client.api import Api

NEWEST: Final = 20


@click.command()
@click.argument("what", metavar="SERVICE|SERVICE/ID|DEPLOYMENT_ID")
@options
def command(what: str, address: str | None, pause: float, *, as_json: bool) -> None:
    """Have ECS stop a rollout and go back to what ran before: that of a service, or one by its id.

    SERVICE/ID has the id as slipway history shows it.
    """
    api = api_at(address, pause)
    with calls():
        made = api.stop(_named(what) or _under_way(api, what))
    if as_json:
        print_json(made.raw)
    else:
        click.echo(f"ECS was told to stop {made.id}.")
        click.echo(verdict(made))


def _named(what: str) -> str | None:
    """The deployment's id; None when a service was given. Services have no dot in their names, nor a slash."""
    service, slash, deployment = what.partition("/")
    if slash:
        return whole_id(service, deployment)
    return what if "." in what else None


def _under_way(api: Api, service: str) -> str:
    """The one that rolls out, else the newest: the API says why that cannot be stopped."""
    found = api.service(service, NEWEST).deployments
    if not found:
        raise CallFailed(f"{service} was never deployed by Slipway: there is nothing to stop")
    return next((one.id for one in found if one.state == "deploying"), found[0].id)
