"""What `slipway stack` shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slipway.stack.changes import ChangeSet

COLOURS = {"Add": "green", "Modify": "yellow", "Remove": "red"}
REPLACED = {"True": "replaced", "Conditional": "perhaps replaced"}


def changed(wanted: ChangeSet) -> Table | str:
    """Show what CloudFormation would do; what is replaced or removed stands out."""
    if not wanted.changes:
        return f"{wanted.stack}: nothing to change"
    table = Table("", "resource", "kind", "", title=f"Changes of {wanted.stack}", title_justify="left")
    for one in wanted.changes:
        replaced = REPLACED.get(one.replacement, "")
        style = "red" if replaced else COLOURS.get(one.action)
        table.add_row(one.action, one.resource, one.type, replaced, style=style)
    return table


def put_out(outputs: Mapping[str, str]) -> Table:
    table = Table("output", "value", title="Deployed", title_justify="left")
    for key in sorted(outputs):
        table.add_row(key, outputs[key])
    return table
