"""The one table that `make bench` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

from bench.shown.blocks import summary

if TYPE_CHECKING:
    from bench.results import Results
    from bench.shown.block import Block


WIDTH = 150  # columns of a file, which nobody wraps


def show(results: Results) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    for block in summary(results):
        console.print(_table(block))


def _table(block: Block) -> Table:
    table = Table(title=block.title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    for at, name in enumerate(block.header):
        table.add_column(name, overflow="fold", justify="right" if at else "left")
    for row in block.rows:
        table.add_row(*(cell.replace("**no**", "[bold red]no[/]") for cell in row))
    return table
