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
    """`below`: what a terminal shows in dim lines under `text`, and a log in columns of their own."""

    text: str
    style: str = ""
    below: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return self.text, *self.below


@dataclass(frozen=True, slots=True)
class Column:
    """A header for each of its cells' texts. `whole`: it is never broken, however narrow the terminal."""

    headers: tuple[str, ...]
    whole: bool = False


Row = tuple[Cell, ...]


def print_rows(console: Console, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Every cell has as many texts as its column has headers; headers that are all empty are not shown."""
    if console.is_terminal:
        console.print(_table(columns, rows))
        return
    headers = tuple(header for column in columns for header in column.headers)
    cells = [headers, *(tuple(text for cell in row for text in cell.texts) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells if any(headers) else cells[1:]:
        padded = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        console.print(Text("  ".join(padded).rstrip()), soft_wrap=True)


def _table(columns: Sequence[Column], rows: Sequence[Row]) -> Table:
    """Names and reasons come from elsewhere: nothing in them is markup."""
    table = Table(
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        header_style="bright_black",
        show_header=any(any(column.headers) for column in columns),
    )
    for column in columns:
        table.add_column(", ".join(filter(None, column.headers)), overflow="fold", no_wrap=column.whole)
    for row in rows:
        table.add_row(*(_lines(cell) for cell in row))
    return table


def _lines(cell: Cell) -> Text:
    below = ((f"\n{text}", "dim") for text in cell.below if text)
    return Text.assemble((cell.text, cell.style), *below)
