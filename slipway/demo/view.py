"""How it looks: from what is seen to what is printed, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.console import Group
from rich.style import Style
from rich.table import Table
from rich.text import Text

from slipway.demo.seen import Phase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slipway.demo.seen import Badge, Seen, Tasks

COLOURS = {"INPROGRESS": "blue", "SUCCESSFUL": "green", "FAILED": "red", "STOPPED": "bright_black"}
MARKS = {"INPROGRESS": "●", "SUCCESSFUL": "✓", "FAILED": "✗", "STOPPED": "■"}
PHASES = {Phase.STEADY: "green", Phase.ROLLING_OUT: "blue", Phase.ROLLING_BACK: "yellow", Phase.FAILED: "red"}
LONG_HASH = re.compile(r"(?<=[0-9a-f]{7})[0-9a-f]{25,57}")
TASK_NAMES = re.compile(r"(:? \(task [0-9a-f…]+\))+")
SHORT = 7


def screen(rows: Sequence[Seen], commit: str, page: str) -> Group:
    """Show one line per service, and below what ECS and the commit said last; `page` is the commit's."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bright_black")
    table.add_column("service", no_wrap=True, min_width=11)
    table.add_column("image", no_wrap=True, min_width=9)
    table.add_column("ECS says", no_wrap=True, min_width=12)
    table.add_column("tasks", no_wrap=True, min_width=10)
    table.add_column("time", no_wrap=True, min_width=6, justify="right")
    table.add_column(f"commit {commit[:SHORT]}", no_wrap=True, min_width=14)
    for row in rows:
        table.add_row(
            Text(row.service, "bold"),
            image(row.tasks),
            Text(row.phase, PHASES[row.phase]),
            tasks(row),
            Text(f"{row.elapsed:.1f} s"),
            badge(row.badge, page),
        )
    return Group(table, Text(), news(rows))


def news(rows: Sequence[Seen]) -> Table:
    """Show what was said last: on the commit once that is more than "rolling out", else by ECS."""
    said = Table.grid(padding=(0, 2, 0, 0))
    said.add_column(no_wrap=True, min_width=11, style="bright_black")
    said.add_column(overflow="fold")
    for row in rows:
        said.add_row(row.service, Text(last_word(row) or "…", "italic"))
    return said


def last_word(row: Seen) -> str:
    """Quote the badge once the commit knows the end, ECS's last event before; "" when neither spoke."""
    if row.badge is not None and row.badge.ended:
        return f"Bitbucket: {shortened(row.badge.description)}"
    return f"ECS: {TASK_NAMES.sub('', shortened(row.event))}" if row.event else ""


def shortened(words: str) -> str:
    """Cut hashes to a length that a person compares."""
    return LONG_HASH.sub("…", words)


def image(of: Sequence[Tasks]) -> Text:
    """Name what runs, and what it is being replaced with: "v1 → v2", in the end "v2"."""
    wanted = of[0].label
    running = [one.label for one in of[1:] if one.running and one.label != wanted]
    return Text(f"{running[-1]} → {wanted}" if running else wanted)


def tasks(row: Seen) -> Text:
    """Count the tasks of the wanted image, and draw one block for each: new, starting, old."""
    new, old = row.tasks[0], row.tasks[1:]
    text = Text(f"{new.running}/{row.desired} ")
    text.append("■" * new.running, PHASES[row.phase])
    text.append("□" * new.pending, PHASES[row.phase])
    text.append("■" * sum(one.running for one in old), "bright_black")
    if new.failed:
        text.append(f" {new.failed}✗", "red")
    return text


def badge(of: Badge | None, page: str) -> Text:
    """Show the build status as Bitbucket does, linked to the commit's page."""
    if of is None:
        return Text("-", "bright_black")
    style = Style.parse(COLOURS[of.state]) + Style(link=page)
    return Text(f"{MARKS[of.state]} {of.state}", style)


def line(row: Seen, commit: str) -> str:
    """Say the same in one line without control characters."""
    cells = (
        f"{row.elapsed:5.1f} s",
        f"{row.service:<11}",
        f"{image(row.tasks).plain:<9}",
        f"{row.phase:<12}",
        f"{tasks(row).plain:<14}",
        f"{commit[:SHORT]} {badge(row.badge, '').plain}",
    )
    return "  ".join(cells).rstrip()
