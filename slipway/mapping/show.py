"""The mistakes of a mapping on a terminal as a table, elsewhere as lines, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.table import Table

    from slipway.mapping.problems import Checked, Problem


def _services(checked: Checked) -> dict[str, Any]:
    services = (checked.document or {}).get("services")
    return services if isinstance(services, dict) else {}


def as_json(path: str, checked: Checked) -> dict[str, Any]:
    return {
        "mapping": path,
        "valid": not checked.problems,
        "services": list(_services(checked)),
        "problems": [
            {
                "path": one.where,
                "line": one.line,
                "service": one.service,
                "member": one.member,
                "message": one.message,
                "hint": one.hint,
            }
            for one in checked.problems
        ],
    }


def _verdict(path: str, checked: Checked) -> str:
    if checked.problems:
        return f"✗ {path}: {_count(len(checked.problems), 'mistake')}; nothing of it will be used"
    return f"✓ {path}: {_count(len(_services(checked)), 'service')}, no mistakes"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def print_lines(path: str, checked: Checked) -> None:
    """One line for each mistake, as compilers write them."""
    for one in checked.problems:
        click.echo(f"✗ {path}:{one.line}: {one.where}: {one.message}; {one.hint}")
    click.echo(_verdict(path, checked))


def print_table(path: str, checked: Checked) -> None:
    from rich.console import Console  # noqa: PLC0415  only a terminal needs it

    console = Console(highlight=False)
    if checked.document is not None or checked.problems:
        console.print(_table(checked))
    console.print(_verdict(path, checked), style="red" if checked.problems else "green", markup=False)


def _table(checked: Checked) -> Table:
    from rich.table import Table  # noqa: PLC0415  only a terminal needs it

    table = Table("", "service", "line", "member", "what is wrong, and what to write", box=None)
    wrong: dict[str, list[Problem]] = {}
    for one in checked.problems:
        wrong.setdefault(one.service or "", []).append(one)
    for name in ("", *_services(checked)):
        for one in wrong.pop(name, []):
            _add(table, "[red]✗[/]", name, str(one.line), one.member, f"{one.message}; {one.hint}")
        if name and not any(one.service == name for one in checked.problems):
            _add(table, "[green]✓[/]", name)
    return table


def _add(table: Table, mark: str, *cells: str) -> None:
    """Names and messages come from the file: nothing in them is markup."""
    from rich.text import Text  # noqa: PLC0415  only a terminal needs it

    table.add_row(mark, *(Text(cell) for cell in cells))
