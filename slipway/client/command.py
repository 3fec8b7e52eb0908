"""What the commands that call the API have in common."""

from __future__ import annotations

import json
import math
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from chalicelib.api.rules import IDEMPOTENCY_KEY
from chalicelib.domain.rule import RuleBrokenError
from slipway.client import setup
from slipway.client.api import Api
from slipway.client.errors import ApiError, NotSetUpError
from slipway.client.following import INTERVAL
from slipway.client.outcome import Exit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class CallFailed(click.ClickException):
    """The API was not reached, or it refused."""

    exit_code = Exit.API


class Duration(click.FloatRange):
    """A number as FloatRange has it, but neither "nan", which is in every range, nor "inf", which never passes."""

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> float:
        number = float(super().convert(value, parameter, context))
        if not math.isfinite(number):
            self.fail(f"{value} is no length of time.", parameter, context)
        return number


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what all of them take. The token is none of it: command lines are seen by everybody on a machine."""
    shared = (
        click.option(
            "--api",
            "address",
            metavar="URL",
            envvar=setup.ADDRESS,
            help=f"The API's address: the stack's PublicUrl. Default: {setup.ADDRESS}. The token is taken from "
            f"{setup.TOKEN}, else {setup.STEP_TOKEN}.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print the API's own JSON instead."),
        # Between two looks, and in parts before a second try.
        click.option("--pause", type=Duration(min=0), default=INTERVAL, hidden=True),
    )
    for option in reversed(shared):
        command = option(command)
    return command


def checked_key(context: click.Context, parameter: click.Parameter, key: str | None) -> str | None:
    """For --key: what a header can carry. Raises click.BadParameter."""
    try:
        return None if key is None else IDEMPOTENCY_KEY(key)
    except RuleBrokenError as broken:
        raise click.BadParameter(str(broken), context, parameter) from broken


def api_at(address: str | None, pause: float) -> Api:
    """Raises click.UsageError when address or token is not set."""
    try:
        return Api.at(setup.address(address), setup.token(os.environ), pause / 4)
    except NotSetUpError as error:
        raise click.UsageError(f"{error}.") from error


@contextmanager
def calls() -> Iterator[None]:
    """Turn ApiError into a message and the exit code for it."""
    try:
        yield
    except ApiError as error:
        raise CallFailed(str(error)) from error


def print_json(raw: dict[str, Any]) -> None:
    click.echo(json.dumps(raw, indent=2))


def console(*, stderr: bool = False) -> Console:
    return Console(highlight=False, stderr=stderr)
