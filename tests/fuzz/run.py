"""Coverage-guided fuzzing: `python -m fuzz.run TARGET --runs N --seconds S` in `tests/`; TARGET may be `all`.

A target ends after so many runs or seconds, whichever comes first, with exit code 0; or at the first input that breaks
its contract, which it leaves in `findings/TARGET/`, where the tests replay it from then on.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
from typing import Any

from fuzz.places import FINDINGS, TARGETS, corpus_of

ALL = "all"
MAX_LENGTH = 4096
SECONDS_FOR_ONE = 5
MEGABYTES = 1024


def main() -> None:
    parser = argparse.ArgumentParser(prog="fuzz.run", description="Fuzzes a target, or all, within bounds.")
    parser.add_argument("target", choices=(*TARGETS, ALL))
    parser.add_argument("--runs", type=int, default=1_000_000, help="of each target")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    wanted = parser.parse_args()
    if wanted.target == ALL:
        sys.exit(fuzz_each(wanted.runs, wanted.seconds))
    fuzz(wanted.target, wanted.runs, wanted.seconds)


def fuzz_each(runs: int, seconds: int) -> int:
    """One after the other, each in a process of its own, since a fuzzer ends with its process; returns the findings."""
    bounds = [f"--runs={runs}", f"--seconds={seconds}"]
    codes = {
        target: subprocess.run(  # noqa: S603  our own command
            [sys.executable, "-m", "fuzz.run", target, *bounds], check=False
        ).returncode
        for target in TARGETS
    }
    found = [target for target, code in codes.items() if code]
    print(f"{len(codes)} targets, {len(found)} with findings: {', '.join(found) or 'none'}")  # noqa: T201  for people
    return len(found)


def fuzz(target: str, runs: int, seconds: int) -> None:
    # Not among the requirements of development: it is needed here alone, and has no types.
    atheris: Any = importlib.import_module("atheris")
    # Only what is imported in here is watched: the target, and with it the code that it tries.
    with atheris.instrument_imports(include=["chalicelib"]):
        check = importlib.import_module(f"fuzz.targets.{target}").check
    findings = FINDINGS / target
    findings.mkdir(parents=True, exist_ok=True)
    # Seeds by name rather than as a folder, into which every new input would be written.
    seeds = ",".join(str(path) for path in sorted(corpus_of(target).iterdir()))
    options = [
        f"-runs={runs}",
        f"-max_total_time={seconds}",
        f"-max_len={MAX_LENGTH}",
        f"-timeout={SECONDS_FOR_ONE}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-artifact_prefix={findings}/",
        f"-seed_inputs={seeds}",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options], check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
