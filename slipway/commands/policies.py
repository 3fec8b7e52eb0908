"""`slipway policies`: writes one least-privilege policy per function."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import click

from slipway.packaging.mapping import parsed
from slipway.packaging.order import DEFAULT_MAPPING, ROOT, PackagingError
from slipway.policies.documents import PolicyTooLargeError
from slipway.policies.files import rendered, stale, write
from slipway.policies.live import ask
from slipway.policies.scope import Scope
from slipway.policies.trust import trust

if TYPE_CHECKING:
    from slipway.policies.live import Live


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
    "--live", is_flag=True, help="Ask ECS which task definition families and roles the services run."
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

    Services, repositories and clusters are just the mapped ones. Without --live, any task definition may be
    registered and any role be given to ECS tasks (and to nothing else), since the mapping names neither.
    """
    try:
        data = parsed(mapping)
        if trusting:
            click.echo(json.dumps(trust(data, account or _account(), stack), indent=2))
            return
        files = rendered(data, _live(data) if live else None)
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


def _live(data: dict[str, Any]) -> Live:
    @cache
    def ecs_in(region: str | None) -> Any:
        return boto3.client("ecs", region_name=region)

    return ask(Scope.of(data), ecs_in)
