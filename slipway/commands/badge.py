"""`slipway badge`: a badge's address, and Markdown for a README."""

from __future__ import annotations

import click

from slipway.client.command import CallFailed, api_at, calls, options, print_json


@click.command()
@click.argument("name")
@options
def command(name: str, address: str | None, pause: float, *, as_json: bool) -> None:
    """Print the address of the badge of service NAME, and Markdown that shows it.

    A private badge's address has its token in it: whoever knows the address sees that badge, and nothing else.
    """
    api = api_at(address, pause)
    with calls():
        found = api.service(name, 1)
    if found.badge_url is None:
        raise CallFailed(f"the API names no badge of {name}; is it older than this command?")
    if as_json:
        print_json(found.raw)
        return
    click.echo(found.badge_url)
    click.echo(f"![{found.name}]({found.badge_url})")
