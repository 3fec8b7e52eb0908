"""Tables of part 4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench.cold.imports import FLOOR
from bench.figures import number, shown
from bench.shown.block import Block

if TYPE_CHECKING:
    from bench.results import ColdStart

MILLI: Final = 1000.0
KIB: Final = 1024.0


def imports(cold: ColdStart) -> Block:
    rows = [(f"{FLOOR} (chalice, boto3, Logger)", shown(cold["floor"], MILLI), "1", "yes")]
    rows += [
        (
            f"`{one['function']}`",
            shown(one["seconds"], MILLI),
            shown(one["ratio"]),
            "yes" if one["loads_boto3"] else "no",
        )
        for one in cold["imports"]
    ]
    return Block(
        "Importing a handler",
        (
            "what",
            "milliseconds of processor time",
            "times the floor",
            "loads boto3",
        ),
        tuple(rows),
        f"Fresh processes that can import nothing but the unpacked zip, with its bytecode, in turn; "
        f"{cold['floor']['samples']} rounds after one that counts for nobody. Each ratio is that of one round's two "
        "processes. A handler's import loads all that its runs need, so that none of it is left for the first event.",
        "imports",
    )


def contributors(cold: ColdStart) -> Block:
    rounds = cold["contributors"][0]["seconds"]["samples"]
    return Block(
        "Where the import's time goes",
        ("whose modules", "milliseconds"),
        tuple((one["name"], shown(one["seconds"], MILLI)) for one in cold["contributors"]),
        f"Each module's own time by `-X importtime`, which itself costs something, in {rounds} imports of "
        "`image_pushed`.",
    )


def sizes(cold: ColdStart) -> Block:
    total = sum(one["amount"] for one in cold["sizes"])
    rows = [
        (one["name"], number(one["amount"] / KIB), f"{one['amount'] / total:.0%}") for one in cold["sizes"]
    ]
    whole = f"The zip has {cold['zipped'] / KIB**2:.1f} MB, {cold['unpacked'] / KIB**2:.1f} MB unpacked."
    return Block("What the zip is made of", ("whose files", "KB, compressed", "share"), tuple(rows), whole)
