"""Imports each handler in fresh processes, in turn with the bare floor, from the unpacked zip alone."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from bench.figures import figure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.figures import Figure
    from bench.results import Import

FLOOR: Final = "the bare floor"
_FLOOR: Final = """
from chalice.app import Chalice
import boto3
from aws_lambda_powertools import Logger
app = Chalice(app_name="bare", configure_logs=False)
logger = Logger(service="bare")
"""
_HANDLER: Final = "import app; app.{name}"
# Only the package is importable, as in Lambda. Processor time of the import alone: what else runs does not disturb it.
_TIMED: Final = """
import sys, time
sys.path[:] = [one for one in sys.path if not one.endswith("site-packages")]
sys.path.insert(0, {folder!r})
began = time.process_time()
{work}
took = time.process_time() - began
import json
print(json.dumps([took, "boto3" in sys.modules]))
"""


def measure(folder: Path, functions: Sequence[str], rounds: int) -> tuple[Figure, list[Import]]:
    """Return the floor and each function's import; `folder` is the unpacked zip."""
    works = {FLOOR: _FLOOR, **{name: _HANDLER.format(name=name) for name in functions}}
    samples: dict[str, list[float]] = {name: [] for name in works}
    loads: dict[str, bool] = {}
    names = list(works)
    for number in range(-1, rounds):  # the first reads the files from disk, and counts for nobody
        for at in range(len(names)):
            name = names[(at + number) % len(names)]
            seconds, loads[name] = fresh(folder, works[name], name)
            if number >= 0:
                samples[name].append(seconds)
    return figure(samples[FLOOR]), [
        {
            "function": name,
            "seconds": figure(samples[name]),
            "ratio": _ratio(samples[name], samples[FLOOR]),
            "loads_boto3": loads[name],
        }
        for name in functions
    ]


def _ratio(mine: Sequence[float], floor: Sequence[float]) -> Figure:
    """Of each round's two processes."""
    return figure([one / bare for one, bare in zip(mine, floor, strict=True)])


def fresh(folder: Path, work: str, function: str) -> tuple[float, bool]:
    """Run `work` in a fresh process; return its seconds, and whether boto3 was loaded then."""
    said = run(folder, _TIMED.format(folder=str(folder), work=work), function)
    seconds, loaded = json.loads(said.stdout.splitlines()[-1])
    return seconds, loaded


def run(folder: Path, program: str, function: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a program in Lambda's surroundings, as far as imports can tell."""
    command = [sys.executable, "-s", "-S", *options, "-c", program]
    environment = {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_LAMBDA_FUNCTION_NAME": f"slipway-{function}",
        "_HANDLER": f"app.{function}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
    }
    return subprocess.run(  # noqa: S603  our own program
        command, env=environment, cwd=folder, capture_output=True, text=True, check=True
    )
