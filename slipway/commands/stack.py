"""`slipway stack`: deploys Slipway itself into an AWS account, or takes it down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import click
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from slipway.commands.granting import tasks_of
from slipway.packaging.build import build
from slipway.packaging.mapping import parsed
from slipway.packaging.order import DEFAULT_MAPPING, DEFAULT_STAGE, ROOT, Order, PackagingError
from slipway.packaging.platforms import MACHINES
from slipway.policies.documents import PolicyTooLargeError
from slipway.stack import smoke
from slipway.stack.deploying import PAUSE_SECONDS, Deployer
from slipway.stack.errors import DeploymentError
from slipway.stack.tables import changed, put_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.stack.changes import ChangeSet

TROUBLE = (PackagingError, PolicyTooLargeError, DeploymentError, BotoCoreError, ClientError)
ADDRESS = "PublicUrl"


class NameValue(click.ParamType):
    """`Name=Value`."""

    name = "NAME=VALUE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        name, equals, rest = str(value).partition("=")
        if not (name and equals):
            self.fail(f"{value!r} is not of the form NAME=VALUE.", param, ctx)
        return name, rest


def shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what both verbs take."""
    options = (
        click.option(
            "--stage", default=DEFAULT_STAGE, show_default=True, help="A stage in .chalice/config.json."
        ),
        click.option("--stack", help="The stack's name. Default: slipway-STAGE."),
        click.option(
            "--bucket", help="For the package. Default: slipway-ACCOUNT-REGION; made if it is not there."
        ),
        click.option("--yes", is_flag=True, help="Do not ask."),
        click.option("--pause", type=float, default=PAUSE_SECONDS, hidden=True),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
def command() -> None:
    """Deploy Slipway itself through CloudFormation, or take it down.

    Account and region are those of the AWS SDK's own configuration (AWS_PROFILE, AWS_REGION and so on).
    """


@command.command()
@shared
@click.option(
    "--mapping", type=click.Path(dir_okay=False, path_type=Path), default=DEFAULT_MAPPING, help="To ship."
)
@click.option("--arch", "architecture", type=click.Choice(sorted(MACHINES)), help="The processor to run on.")
@click.option(
    "--live/--no-live",
    default=True,
    help="Ask ECS for the families and roles that the mapping does not name. Default: ask.",
)
@click.option(
    "--parameter",
    "parameters",
    type=NameValue(),
    multiple=True,
    help="One of the template's, again and again.",
)
def deploy(  # noqa: PLR0913 - one for each option
    *,
    stage: str,
    stack: str | None,
    bucket: str | None,
    yes: bool,
    pause: float,
    mapping: Path,
    architecture: str | None,
    live: bool,
    parameters: tuple[tuple[str, str], ...],
) -> None:
    """Package, show what CloudFormation would change, change it, and see whether the API answers."""
    console = Console()
    try:
        tasks = tasks_of(parsed(mapping), ROOT / ".chalice", live=live)
        package = build(Order(mapping, stage, architecture, tasks=tasks))
        deployer = _deployer(stage, stack, bucket, pause)
        uploaded, wanted = deployer.prepare(package, dict(parameters))
        console.print(changed(wanted))
        _confirm(wanted, yes=yes)
        outputs = deployer.apply(uploaded, wanted).outputs
        console.print(put_out(outputs))
        if ADDRESS in outputs:
            console.print(f"✓ {smoke.check(outputs[ADDRESS], pause=pause)} answers at {outputs[ADDRESS]}")
    except TROUBLE as problem:
        raise click.ClickException(str(problem)) from problem


@command.command()
@shared
def destroy(*, stage: str, stack: str | None, bucket: str | None, yes: bool, pause: float) -> None:
    """Take the stack down. The table with all history stays, and so does the bucket."""
    try:
        deployer = _deployer(stage, stack, bucket, pause)
        if not yes:
            click.confirm(f"Take down {deployer.stack}? The table with all history stays.", abort=True)
        table = deployer.destroy()
    except TROUBLE as problem:
        raise click.ClickException(str(problem)) from problem
    if table is None:
        click.echo(f"There is no stack {deployer.stack}.")
        return
    click.echo(f"{deployer.stack} is gone. Its table was kept, with all history: {table}")
    click.echo(f"If you want to lose that as well: aws dynamodb delete-table --table-name {table}")


def _deployer(stage: str, stack: str | None, bucket: str | None, pause: float) -> Deployer:
    session = boto3.Session()
    account = session.client("sts").get_caller_identity()["Account"]
    return Deployer(
        client=session.client,  # type: ignore[arg-type]  # the stubs list each service's name as a literal
        stack=stack or f"slipway-{stage}",
        bucket=bucket or f"slipway-{account}-{session.region_name}",
        pause=pause,
    )


def _confirm(wanted: ChangeSet, *, yes: bool) -> None:
    if wanted.changes and not yes:
        click.confirm(f"Make these changes to {wanted.stack}?", abort=True)
