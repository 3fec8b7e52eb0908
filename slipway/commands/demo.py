"""`slipway demo`: pushes roll out before your eyes, on a local AWS."""

from __future__ import annotations

import signal
from typing import Any, NoReturn

import click

from slipway.demo.show import Options, show

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@click.command()
@click.option("--stay", is_flag=True, help="Keep everything up afterwards, until Ctrl-C.")
@click.option("--aws-port", default=0, show_default=True, help="0 is any free one.")
@click.option("--bitbucket-port", default=0, show_default=True, help="0 is any free one.")
@click.pass_context
def command(context: click.Context, *, stay: bool, aws_port: int, bitbucket_port: int) -> None:
    """Watch an image roll out, a bad one roll back, and a late one change nothing.

    Exits 0 when all of it was so, else 1 with what was expected, what was seen and where to look.
    """
    for ending in ENDING:
        signal.signal(ending, _end)
    try:
        context.exit(show(Options(stay=stay, aws_port=aws_port, bitbucket_port=bitbucket_port)))
    except KeyboardInterrupt:
        context.exit(128 + signal.SIGINT)


def _end(number: int, frame: Any) -> NoReturn:
    """End in order, once: whatever was started is left through its `with`, undisturbed by a second signal."""
    del frame
    for ending in ENDING:
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)
