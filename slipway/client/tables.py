"""Rows for people: a coloured table in a terminal, aligned plain columns elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    style: str = ""


Row = tuple[Cell, ...]


def print_rows(console: Console, headers: Sequence[str], rows: Sequence[Row]) -> None:
    """`headers` that are all empty are not shown."""
    if console.is_terminal:
        console.print(_table(headers, rows))
        return
    cells = [tuple(headers), *(tuple(cell.text for cell in row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells if any(headers) else cells[1:]:
        padded = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        console.print(Text("  ".join(padded).rstrip()), soft_wrap=True)


def _table(headers: Sequence[str], rows: Sequence[Row]) -> Table:
    """Names and reasons come from elsewhere: nothing in them is markup."""
    table = Table(
        box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bright_black", show_header=any(headers)
    )
    for header in headers:
        table.add_column(header, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell.text, cell.style) for cell in row))
    return table
