"""docs/local-stack.md shows the known deviations as they are; `SLIPWAY_SNAPSHOTS=1` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import deviations
from deviations import Known

DOCUMENT = Path(__file__).parents[3] / "docs" / "local-stack.md"
BEGIN, END = "<!-- known deviations: begin -->\n", "<!-- known deviations: end -->\n"


def row(known: Known) -> str:
    note = "" if known.note == "*" else f": `{known.note}`"
    return f"| `{known.where}` | {known.kind} `{known.member}`{note} | {known.reason} |\n"


def table() -> str:
    return "| where | what | why it does no harm |\n|---|---|---|\n" + "".join(map(row, deviations.known()))


def test_the_known_deviations_are_those_of_the_document() -> None:
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    shown, _, after = rest.partition(END)
    if os.environ.get("SLIPWAY_SNAPSHOTS"):
        DOCUMENT.write_text(before + BEGIN + table() + END + after, encoding="utf-8")
        shown = table()
    assert shown == table(), deviations.TO_DO
