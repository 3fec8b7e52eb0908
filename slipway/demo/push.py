"""One more push, for whoever wants to see more: `python -m slipway.demo.push AWS_URL [--crash]`."""

from __future__ import annotations

import time

import click

from slipway.demo.outside import REPOSITORY
from slipway.demo.versions import CRASHES, version
from slipway.local import images


@click.command()
@click.argument("aws_url")
@click.option("--crash", is_flag=True, help="Push an image that exits soon after its start.")
def command(aws_url: str, *, crash: bool) -> None:
    """Push a new version of the demo's image to the local AWS at AWS_URL."""
    one = version("vN", seed=str(time.time_ns()), labels=CRASHES if crash else {})
    try:
        images.push(aws_url, REPOSITORY, one.image, [one.tag], ("AWS", "local"))
    except images.PushError as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Pushed {REPOSITORY}:{one.tag}; its commit is {one.commit}.")


if __name__ == "__main__":
    command()
