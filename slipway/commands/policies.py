"""`slipway policies`: writes one least-privilege policy per function."""

from __future__ import annotations

import json
from pathlib import Path

import boto3
import click

from slipway.commands.granting import tasks_of
from slipway.packaging.mapping import parsed
from slipway.packaging.order import DEFAULT_MAPPING, ROOT, PackagingError
from slipway.policies.documents import PolicyTooLargeError
from slipway.policies.files import rendered, stale, write
from slipway.policies.trust import trust


@click.command()
@click.option(
    "--mapping",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DEFAULT_MAPPING,
    help="The mapping to read. Default: chalicelib/services.yaml.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / ".chalice",
    help="Where the policy files are. Default: .chalice.",
)
@click.option(
    "--check", is_flag=True, help="Write nothing; fail when a file is not what the mapping asks for."
)
@click.option(
    "--live",
    is_flag=True,
    help="Ask ECS for the task definition families and roles that the mapping does not name.",
)
@click.option(
    "--trust", "trusting", is_flag=True, help="Print the trust policy of each role in another account."
)
@click.option(
    "--account", help="With --trust: the account that Slipway runs in. Default: that of your credentials."
)
@click.option(
    "--stack", default="slipway-prod", show_default=True, help="With --trust: the name of Slipway's stack."
)
def command(  # noqa: PLR0913 - one for each option
    mapping: Path, out: Path, account: str | None, stack: str, *, check: bool, live: bool, trusting: bool
) -> None:
    """Write one least-privilege IAM policy per function, from the mapping.

    Services, repositories and clusters are just the mapped ones. So are task definition families and the roles that
    may be given to ECS tasks, where the mapping names them (ecs.family, ecs.roles), --live asks ECS, or the policies
    that are there already name them. Of each service where none of these does, a warning says what it opens.
    """
    try:
        data = parsed(mapping)
        if trusting:
            click.echo(json.dumps(trust(data, account or _account(), stack), indent=2))
            return
        files = rendered(data, tasks_of(data, out, live=live))
    except (PackagingError, PolicyTooLargeError) as problem:
        raise click.ClickException(str(problem)) from problem
    if check:
        _refuse(stale(out, files))
    else:
        changed = write(out, files)
        click.echo(f"{len(changed)} of {len(files)} policies written to {out}.")


def _refuse(paths: list[Path]) -> None:
    if paths:
        names = "\n".join(f"  {path}" for path in paths)
        raise click.ClickException(
            f"Not what the mapping asks for:\n{names}\nRun `slipway policies` and commit them."
        )


def _account() -> str:
    account: str = boto3.client("sts").get_caller_identity()["Account"]
    return account
