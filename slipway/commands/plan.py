"""`slipway plan`: what a deploy would do now."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chalicelib.adapters.ecr import AwsEcr
from chalicelib.adapters.ecs import AwsEcs
from chalicelib.adapters.mapping_file import load
from chalicelib.domain.errors import SlipwayError
from chalicelib.domain.image import parse_digest
from chalicelib.domain.mapping import MappingInvalid
from chalicelib.domain.refusals import Refusal
from slipway.live.home import HomeUnknownError, own_home
from slipway.packaging.order import DEFAULT_MAPPING
from slipway.planning import words
from slipway.planning.preview import preview
from slipway.planning.show import show

if TYPE_CHECKING:
    from slipway.planning.preview import Preview


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options."""

    mapping: Path
    tag: str | None
    digest: str | None
    account: str | None
    region: str | None
    show_values: bool
    as_json: bool


@click.command()
@click.argument("service")
@click.option("--tag", help="The tag to deploy.")
@click.option("--digest", help="The image to deploy, by its digest.")
@click.option(
    "--mapping",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DEFAULT_MAPPING,
    help="The mapping to read. Default: chalicelib/services.yaml.",
)
@click.option("--account", metavar="ID", help="The deployer's account. Default: the credentials' own.")
@click.option("--region", metavar="CODE", help="The deployer's region. Default: the one that is set up.")
@click.option(
    "--show-values", is_flag=True, help="Show values that may be secret, such as the environment's."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead.")
@click.pass_context
def command(context: click.Context, /, service: str, **given: Any) -> None:
    """Show what a deploy of SERVICE would do now, and change nothing.

    Without --tag and --digest it is about the newest image that the mapping would have it follow. Shown are the
    steps, or why there are none, and what would change in the task definition. Exits 1 when it would be refused.
    """
    wanted = Wanted(**given)
    try:
        seen = _preview(service, wanted)
    except (SlipwayError, MappingInvalid, HomeUnknownError, ValueError) as problem:
        raise click.ClickException(str(problem)) from problem
    if wanted.as_json:
        click.echo(json.dumps(words.as_json(seen, show_values=wanted.show_values), indent=2))
    else:
        show(seen, show_values=wanted.show_values)
    context.exit(1 if isinstance(seen.decision, Refusal) else 0)


def _preview(service: str, wanted: Wanted) -> Preview:
    if wanted.tag is not None and wanted.digest is not None:
        raise click.UsageError("give --tag or --digest, not both")
    if wanted.digest is not None:
        parse_digest(wanted.digest)
    mapping = load(str(wanted.mapping), own_home(wanted.account, wanted.region))
    mapped = mapping.named(service)
    if mapped is None:
        names = ", ".join(one.name for one in mapping)
        raise click.ClickException(f"{wanted.mapping} has no service {service}; there are {names}")
    return preview(mapped, AwsEcs(), AwsEcr(), tag=wanted.tag, digest=wanted.digest)
