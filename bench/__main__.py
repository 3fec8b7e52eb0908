"""`python -m bench`: measures, prints the table, writes the document.

python -m bench --quick --only compared       the small one, nothing is written
python -m bench --json results.json           the full run; keeps all figures as well
python -m bench --from results.json           measures nothing: the table and the document from kept figures
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bench.deployers.process import PROGRAMS
from bench.parts import PARTS
from bench.plan import FULL, QUICK
from bench.shown import document, terminal
from bench.surroundings import surroundings
from slipway.packaging.order import ROOT

if TYPE_CHECKING:
    from bench.results import Results


def main(words: list[str] | None = None) -> int:
    given = _arguments(words)
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # so that all it started is ended
    if not (PROGRAMS / "python").exists():
        sys.stderr.write(".bench/ is not there. Run `make bench`.\n")
        return 1
    results = cast("Results", json.loads(given.kept.read_text())) if given.kept else {}
    chosen = given.only or ([] if given.kept else list(PARTS))
    if chosen:
        results = {**results, **_measured(chosen, quick=given.quick, keep=given.json)}
    terminal.show(results)
    if given.docs or not (given.quick or given.only):
        written = document.write(results, given.docs or ROOT / "docs")
        sys.stdout.write(f"Written: {written}\n")
    return 0


def _measured(chosen: list[str], *, quick: bool, keep: Path | None) -> Results:
    """Measure these parts; what is found is kept after each of them."""
    found: dict[str, object] = {"surroundings": surroundings(quick=quick)}
    for name in chosen:
        began = time.monotonic()
        found[name] = PARTS[name](QUICK if quick else FULL)
        sys.stderr.write(f"{name}: measured in {time.monotonic() - began:.0f} s\n")
        if keep:
            keep.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return cast("Results", found)


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures what Slipway costs.")
    parser.add_argument("--quick", action="store_true", help="small and few: only shows that everything runs")
    parser.add_argument("--only", action="append", choices=list(PARTS), help="this part alone (repeatable)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep all figures there")
    parser.add_argument(
        "--from", type=Path, metavar="FILE", dest="kept", help="take the other parts' figures from there"
    )
    parser.add_argument(
        "--docs", type=Path, metavar="FOLDER", help="write the document there (docs/ by default)"
    )
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
