"""`slipway operators`: who may call the API besides pipelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from chalicelib.domain.caller import OPERATOR_NAME
from chalicelib.domain.rule import RuleBrokenError
from slipway.operators.errors import OperatorsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.operators.secret import OperatorsSecret

DEFAULT_SECRET = "slipway/operators"  # noqa: S105  a name, the default of the template's parameter OperatorsSecret


class Name(click.ParamType):
    """An operator's name, as the functions take it."""

    name = "NAME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return OPERATOR_NAME(value)
        except RuleBrokenError as broken:
            self.fail(str(broken), param, ctx)


def shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what all verbs take."""
    where = click.option(
        "--secret",
        default=DEFAULT_SECRET,
        show_default=True,
        help="The secret that the stack's parameter OperatorsSecret names.",
    )
    region = click.option(
        "--region", metavar="CODE", help="Slipway's region. Default: the one that is set up."
    )
    return where(region(command))


@click.group()
def command() -> None:
    """Give people and scripts a token of their own for the API, and take it from them.

    Only each token's SHA-256 is kept, in a secret of the AWS account that you are logged in to.
    """


@command.command()
@click.argument("name", type=Name())
@click.option(
    "--replace", is_flag=True, help="Make a new token for one who has one; the old one is refused then."
)
@shared
def add(name: str, secret: str, region: str | None, *, replace: bool) -> None:
    """Make a token for NAME and print it, once, on standard output. It cannot be shown again."""
    from slipway.operators.register import adding  # noqa: PLC0415  after the options were read
    from slipway.operators.tokens import hash_of, new_token  # noqa: PLC0415  likewise

    token = new_token()
    try:
        _secret(secret, region).change(adding(name, hash_of(token), replace=replace))
    except OperatorsError as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(token)
    _say(f"✓ {name} is an operator, known to the API within ten seconds.")
    if replace:
        _say("  A token from before is refused within a minute (five while Secrets Manager is out of reach).")
    _say(f"  This is {name}'s token; it is shown only now. As SLIPWAY_TOKEN `slipway` uses it.")


@command.command("list")
@shared
def list_(secret: str, region: str | None) -> None:
    """Print the operators' names, one a line."""
    try:
        stored = _secret(secret, region).read()
    except OperatorsError as problem:
        raise click.ClickException(str(problem)) from problem
    for name in sorted(stored.entries):
        click.echo(name)
    if not stored.entries:
        _say(f"There is no operator in the secret {secret}; `slipway operators add NAME` makes one.")


@command.command()
@click.argument("name")
@shared
def remove(name: str, secret: str, region: str | None) -> None:
    """Have NAME's token refused from now on."""
    from slipway.operators.register import removing  # noqa: PLC0415  after the options were read

    try:
        _secret(secret, region).change(removing(name))
    except OperatorsError as problem:
        raise click.ClickException(str(problem)) from problem
    _say(f"✓ {name} is refused within a minute (five while Secrets Manager is out of reach).")


def _secret(name: str, region: str | None) -> OperatorsSecret:
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415  the SDK is loaded once it is needed

    from chalicelib.adapters.aws import READS, client  # noqa: PLC0415  likewise
    from slipway.operators.secret import OperatorsSecret  # noqa: PLC0415  likewise

    try:
        return OperatorsSecret(name, client("secretsmanager", READS, region))
    except BotoCoreError as error:
        raise OperatorsError(f"{error}; give --region, or set AWS_REGION") from None


def _say(text: str) -> None:
    click.echo(text, err=True)
