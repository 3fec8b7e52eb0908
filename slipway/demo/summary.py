"""What is printed in the end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from slipway.demo import view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from slipway.demo.play import Played

READS = ("Describe", "List", "Get")


def summary(played: Sequence[Played]) -> RenderableType:
    """One row per act; the calls are those of Slipway's functions to ECS, for all services together."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column("act", no_wrap=True)
    table.add_column("in the end", no_wrap=True)
    table.add_column("on the commit", no_wrap=True)
    table.add_column("time", justify="right", no_wrap=True)
    table.add_column("calls", justify="right", no_wrap=True)
    for one in played:
        table.add_row(
            one.act.title.partition(": ")[2],
            one.act.outcome,
            view.badge(one.seen[0].badge, one.page),
            f"{one.seconds:.1f} s",
            calls(one.calls),
        )
    caption = "calls: what Slipway asked of ECS for all services of the act, reads + writes. It never polls."
    return Group(table, Text(caption, "bright_black"))


def calls(operations: Sequence[str]) -> str:
    """Reads and writes apart, for example "8 + 4"."""
    kinds = Counter(operation.startswith(READS) for operation in operations)
    return f"{kinds[True]} + {kinds[False]}"
