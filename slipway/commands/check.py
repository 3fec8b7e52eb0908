"""`slipway check`: judge the mapping and name every mistake; with --live, hold it against the account."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from slipway.packaging.order import DEFAULT_MAPPING

if TYPE_CHECKING:
    from chalicelib.domain.mapping import Home
    from slipway.live.report import Report
    from slipway.mapping.problems import Checked


@click.command()
@click.option(
    "--mapping", "path", metavar="FILE", help="The services.yaml to check. Default: chalicelib/services.yaml."
)
@click.option("--live", is_flag=True, help="Then hold it against the AWS account that you are logged in to.")
@click.option("--account", metavar="ID", help="The deployer's account. With --live: the credentials' own.")
@click.option("--region", metavar="CODE", help="The deployer's region. With --live: the one that is set up.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead.")
@click.pass_context
def command(
    context: click.Context,
    path: str | None,
    *,
    live: bool,
    account: str | None,
    region: str | None,
    as_json: bool,
) -> None:
    """Check FILE and name every mistake with its line; exits 0 when there is none, else 1.

    With --live also what it names has to be there: clusters, services, containers, repositories, roles, and the
    rules by which the deployer hears of other regions. Warnings leave the exit code alone. Nothing is changed.
    """
    path = path or str(DEFAULT_MAPPING)
    home = _home(account, region, live=live)
    checked = _check(path, home)
    report = _report(path, home) if live and home is not None and not checked.problems else None
    _print(path, checked, report, as_json=as_json)
    context.exit(1 if checked.problems or (report is not None and report.mistaken) else 0)


def _home(account: str | None, region: str | None, *, live: bool) -> Home | None:
    from slipway.live.home import HomeUnknownError, own_home, said_home  # noqa: PLC0415  the SDK only for these

    if not live and account is None and region is None:
        return None
    try:
        return own_home(account, region) if live else said_home(account, region)
    except HomeUnknownError as unknown:
        raise click.ClickException(str(unknown)) from unknown


def _check(path: str, home: Home | None) -> Checked:
    # Imported here: pydantic is loaded only when a file is checked.
    from chalicelib.adapters.mapping_file import text_at  # noqa: PLC0415
    from chalicelib.domain.mapping import MappingInvalid  # noqa: PLC0415
    from slipway.mapping.problems import ANYWHERE, Checked, Problem, check_text  # noqa: PLC0415

    try:
        return check_text(text_at(path), home or ANYWHERE)
    except MappingInvalid as invalid:
        return Checked(None, (Problem((), 1, str(invalid), "give the path of a services.yaml"),))


def _report(path: str, home: Home) -> Report:
    from chalicelib.adapters.mapping_file import load  # noqa: PLC0415  only a live look needs it
    from slipway.live.report import report_on  # noqa: PLC0415  likewise

    return report_on(load(path, home), home)


def _print(path: str, checked: Checked, report: Report | None, *, as_json: bool) -> None:
    from slipway.live import show as account  # noqa: PLC0415  after the options were read
    from slipway.mapping import show as mapping  # noqa: PLC0415  likewise

    if as_json:
        looked: dict[str, Any] = {} if report is None else {"live": report.as_json()}
        click.echo(json.dumps(mapping.as_json(path, checked) | looked, indent=2))
        return
    on_a_terminal = sys.stdout.isatty()
    (mapping.print_table if on_a_terminal and report is None else mapping.print_lines)(path, checked)
    if report is not None:
        (account.print_table if on_a_terminal else account.print_lines)(report)
