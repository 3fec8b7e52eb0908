"""`slipway local up`: everything on this machine, until it is told to end."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from slipway.commands.ending import end_on_signals
from slipway.local.engine.host import ENGINES
from slipway.local.stack.engines import engine_host
from slipway.local.stack.errors import StackError
from slipway.local.stack.running import running_stack
from slipway.local.stack.wanted import Wanted
from slipway.packaging.order import DEFAULT_MAPPING

if TYPE_CHECKING:
    from slipway.local.stack.stack import Stack


@click.group()
def command() -> None:
    """Run a local AWS and a stand-in for Bitbucket."""


@command.command()
@click.option(
    "--mapping",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DEFAULT_MAPPING,
    help="The mapping to deploy. Default: chalicelib/services.yaml.",
)
@click.option("--aws-port", default=4566, show_default=True, help="0 is any free one.")
@click.option("--bitbucket-port", default=4567, show_default=True, help="0 is any free one.")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    show_default=True,
    help="What runs containers. docker: real ones, by DOCKER_HOST or the default socket.",
)
def up(mapping: Path, aws_port: int, bitbucket_port: int, engine: str) -> None:
    """Start both, deploy Slipway there as in production, and run until SIGTERM or Ctrl-C.

    The last line at start-up, on standard output, is one JSON object with every address. Progress goes to
    standard error.
    """
    end_on_signals()
    console = Console(stderr=True)
    try:
        wanted = Wanted(
            mapping=mapping, aws_port=aws_port, bitbucket_port=bitbucket_port, engine=engine_host(engine)
        )
        with running_stack(wanted, report=partial(_tell, console)) as stack:
            _announce(stack, console)
            _serve(stack)
    except StackError as problem:
        raise click.ClickException(str(problem)) from problem


def _announce(stack: Stack, console: Console) -> None:
    _tell(console, "Ready. Ctrl-C or SIGTERM ends it all.")
    click.echo(stack.ready_line())


def _tell(console: Console, step: str) -> None:
    console.print(step, style="dim", markup=False, highlight=False, soft_wrap=True)


def _serve(stack: Stack) -> None:
    """Wait for a signal; being told to end is how this is meant to end."""
    try:
        stack.wait()
    except SystemExit:
        return
