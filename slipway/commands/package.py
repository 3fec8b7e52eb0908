"""`slipway package`: builds what CloudFormation deploys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from slipway.commands.granting import tasks_of
from slipway.packaging.build import LARGEST_ZIP, build, place
from slipway.packaging.mapping import parsed
from slipway.packaging.order import (
    DEFAULT_MAPPING,
    DEFAULT_STAGE,
    MEBIBYTE,
    ROOT,
    Order,
    PackagingError,
)
from slipway.packaging.platforms import MACHINES
from slipway.policies.documents import PolicyTooLargeError

if TYPE_CHECKING:
    from slipway.packaging.order import Package

ENDING = """\b
Then, with an S3 bucket of yours in the region to deploy to:
  aws cloudformation package --template-file build/package/template.yaml \\
      --s3-bucket BUCKET --output-template-file build/package/packaged.yaml
  aws cloudformation deploy --template-file build/package/packaged.yaml \\
      --s3-bucket BUCKET --stack-name slipway --capabilities CAPABILITY_IAM
"""


@click.command(epilog=ENDING)
@click.option(
    "--mapping",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DEFAULT_MAPPING,
    help="The mapping to ship. Default: chalicelib/services.yaml.",
)
@click.option("--stage", default=DEFAULT_STAGE, show_default=True, help="A stage in .chalice/config.json.")
@click.option(
    "--arch",
    "architecture",
    type=click.Choice(sorted(MACHINES)),
    help="The processor to run on. Default: what .chalice/config.json says.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / "build" / "package",
    help="Where to put the template, the zip and its bill of materials. Default: build/package.",
)
@click.option(
    "--live", is_flag=True, help="Ask ECS for the families and roles that the mapping does not name."
)
def command(mapping: Path, stage: str, architecture: str | None, out: Path, *, live: bool) -> None:
    """Build the template and the zip that CloudFormation deploys: code, mapping and permissions."""
    try:
        tasks = tasks_of(parsed(mapping), ROOT / ".chalice", live=live)
        package = place(build(Order(mapping, stage, architecture, tasks=tasks)), out)
    except (PackagingError, PolicyTooLargeError) as problem:
        raise click.ClickException(str(problem)) from problem
    Console().print(_summary(package))


def _summary(package: Package) -> Table:
    table = Table("", "", show_header=False)
    table.add_row("template", str(package.template))
    table.add_row("zip", str(package.archive))
    table.add_row("bill of materials", str(package.sbom))
    table.add_row("size", f"{package.zipped / MEBIBYTE:.1f} MB of at most {LARGEST_ZIP / MEBIBYTE:.0f}")
    table.add_row("unpacked", f"{package.unpacked / MEBIBYTE:.1f} MB")
    table.add_row("sha256", package.sha256)
    table.add_row("built", "before, from the same input" if package.reused else "now")
    return table
