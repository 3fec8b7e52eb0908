"""The look at the account on a terminal as a table, and elsewhere as one line for each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from slipway.live.findings import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from slipway.live.report import Report

MARKS: Final = {Level.MISTAKE: ("✗", "red"), Level.WARNING: ("!", "yellow"), Level.OK: ("✓", "green")}


def print_lines(report: Report) -> None:
    for one in report.findings:
        mark, _ = MARKS[one.level]
        hint = f"; {one.hint}" if one.hint else ""
        click.echo(f"{mark} {one.service}: {one.about}: {one.message}{hint}")
    for line in _roles(report):
        click.echo(line)
    click.echo(verdict(report))


def print_table(report: Report) -> None:
    from rich.console import Console  # noqa: PLC0415  only a terminal needs it

    console = Console(highlight=False)
    console.print(_table(report))
    for line in _roles(report):
        console.print(line, markup=False, soft_wrap=True, style="dim")
    style = "red" if report.count(Level.MISTAKE) else "green"
    console.print(verdict(report), style=style, markup=False)


def verdict(report: Report) -> str:
    mistakes, warnings = report.count(Level.MISTAKE), report.count(Level.WARNING)
    where = f"account {report.home.account}, deployer in {report.home.region}"
    if mistakes:
        return f"✗ {where}: {_count(mistakes, 'mistake')}, {_count(warnings, 'warning')}"
    return (
        f"✓ {where}: {_count(len(report.services), 'service')} can be deployed, {_count(warnings, 'warning')}"
    )


def _roles(report: Report) -> Iterator[str]:
    if report.roles:
        yield "Roles that must be passed (`slipway policies --live` grants iam:PassRole for just these):"
        yield from (f"  {role}" for role in report.roles)


def _table(report: Report) -> Table:
    """What is fine of a service takes one row."""
    from rich.table import Table  # noqa: PLC0415  only a terminal needs it

    table = Table("", "service", "what there is, and what to do", box=None, pad_edge=False)
    table.columns[1].overflow = table.columns[2].overflow = "fold"
    for service in report.services:
        shown = service
        for level in (Level.MISTAKE, Level.WARNING):
            for one in report.of(service, level):
                _add(table, level, shown, one.message, one.hint)
                shown = ""
        well = report.of(service, Level.OK)
        if well:
            _add(table, Level.OK, shown, "; ".join(one.message for one in well))
        table.add_section()
    return table


def _add(table: Table, level: Level, service: str, message: str, hint: str = "") -> None:
    """Names and messages come from the account: nothing in them is markup."""
    from rich.text import Text  # noqa: PLC0415  only a terminal needs it

    mark, style = MARKS[level]
    says = Text(message, style="dim" if level is Level.OK else "")
    if hint:
        says.append("\n→ ", style="cyan")
        says.append(hint, style="cyan")
    table.add_row(Text(mark, style=style), Text(service, style="bold"), says)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
