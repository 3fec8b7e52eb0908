"""Writes docs/benchmark.md and its plots."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.budgets import budgets
from bench.deployers.process import PROGRAMS
from bench.shown import blocks
from bench.shown.words import INTRODUCTION, PARTS, WHAT_REMAINS, WHY
from slipway.packaging.order import ROOT

if TYPE_CHECKING:
    from bench.results import Results, Surroundings
    from bench.shown.block import Block

PLOTS: Final = "benchmark"


def write(results: Results, folder: Path) -> Path:
    """Write the document and its plots into `folder`; return the document's path."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        kept = Path(scratch) / "results.json"
        kept.write_text(json.dumps(results), encoding="utf-8")
        command = [str(PROGRAMS / "python"), "-m", "bench.shown.plots", str(kept), str(folder / PLOTS)]
        subprocess.run(command, check=True, cwd=ROOT)  # noqa: S603  our own module, where matplotlib is
    document = folder / "benchmark.md"
    document.write_text(text(results), encoding="utf-8")
    return document


def text(results: Results) -> str:
    """The document as Markdown."""
    parts = ["# Benchmark\n", INTRODUCTION, _on_what(results["surroundings"])]
    parts.append("## Conclusions\n")
    parts += [_markdown(one) for one in blocks.summary(results)]
    parts += _over_budget(results)
    parts.append(WHAT_REMAINS)
    sections = (blocks.compared, blocks.correct, blocks.grown, blocks.started)
    for (title, words), section in zip(PARTS.items(), sections, strict=True):
        found = section(results)
        if found:
            parts += [f"## {title}\n", f"{words}\n", *map(_markdown, found)]
    return "\n".join(parts).rstrip() + "\n"


def _over_budget(results: Results) -> list[str]:
    """Name what is over its budget, and why."""
    over = [one for one in budgets(results) if not one.kept]
    if not over:
        return ["Everything is within its budget.\n"]
    lines = ["### Over budget, and why\n"]
    for beginning, why in WHY.items():
        several = [
            f"{one.what} ({one.measured}, {one.allowed})" for one in over if one.what.startswith(beginning)
        ]
        lines += [f"- **{'; '.join(several)}.** {why}"] if several else []
    others = [one for one in over if not one.what.startswith(tuple(WHY))]
    lines += [f"- **{one.what} ({one.measured}, {one.allowed}).** Not looked into yet." for one in others]
    return [*lines, ""]


def _markdown(block: Block) -> str:
    return block.markdown(PLOTS)


def _on_what(found: Surroundings) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    quick = " **A quick run: the figures only show that everything runs.**" if found["quick"] else ""
    return (
        f"Measured on {found['date']}, {found['system']}, {found['processors']} processors that everything shares, "
        f"Python {found['python']}, {versions}.{quick}\n"
    )
