"""`slipway demo`: pushes roll out before your eyes, on a local AWS."""

from __future__ import annotations

import signal

import click

from slipway.commands.ending import end_on_signals, told_to_end
from slipway.demo.show import Options, show


@click.command()
@click.option("--stay", is_flag=True, help="Keep everything up afterwards, until Ctrl-C.")
@click.option("--aws-port", default=0, show_default=True, help="0 is any free one.")
@click.option("--bitbucket-port", default=0, show_default=True, help="0 is any free one.")
@click.pass_context
def command(context: click.Context, *, stay: bool, aws_port: int, bitbucket_port: int) -> None:
    """Watch an image roll out, a bad one roll back, and a late one change nothing.

    Exits 0 when all of it was so, else 1 with what was expected, what was seen and where to look.
    """
    end_on_signals(_cause)
    try:
        context.exit(show(Options(stay=stay, aws_port=aws_port, bitbucket_port=bitbucket_port)))
    except KeyboardInterrupt:
        context.exit(128 + signal.SIGINT)


def _cause(number: int) -> BaseException:
    return KeyboardInterrupt() if number == signal.SIGINT else told_to_end(number)
