"""`slipway demo`: pushes roll out before your eyes, on a local AWS."""

from __future__ import annotations

import signal

import click

from slipway.commands.ending import end_on_signals, told_to_end
from slipway.demo.containers import show as containers
from slipway.demo.show import Options, show
from slipway.local.engine.host import ENGINES


@click.command()
@click.option("--stay", is_flag=True, help="Keep everything up afterwards, until Ctrl-C.")
@click.option("--aws-port", default=0, show_default=True, help="0 is any free one.")
@click.option("--bitbucket-port", default=0, show_default=True, help="0 is any free one.")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    show_default=True,
    help="docker: real containers under traffic, by DOCKER_HOST or the default socket.",
)
@click.pass_context
def command(context: click.Context, *, stay: bool, aws_port: int, bitbucket_port: int, engine: str) -> None:
    """Watch an image roll out, a bad one roll back, and a late one change nothing.

    Exits 0 when all of it was so, else 1 with what was expected, what was seen and where to look.
    """
    end_on_signals(_cause)
    try:
        options = Options(stay=stay, aws_port=aws_port, bitbucket_port=bitbucket_port, engine=engine)
        context.exit((show if engine == ENGINES[0] else containers.show)(options))
    except KeyboardInterrupt:
        context.exit(128 + signal.SIGINT)


def _cause(number: int) -> BaseException:
    return KeyboardInterrupt() if number == signal.SIGINT else told_to_end(number)
