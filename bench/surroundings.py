"""On what it was measured."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bench.deployers.process import PROGRAMS
from slipway.packaging.order import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from bench.results import Surroundings

LOCAL_AWS: Final = ROOT / ".local-aws" / "bin"
OURS: Final = ROOT / ".venv" / "bin"


def surroundings(*, quick: bool) -> Surroundings:
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "python": platform.python_version(),
        "system": f"{platform.system()} on {platform.machine()}",
        "processors": os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count() or 1,
        "versions": {
            "boto3": _version(OURS, "boto3"),
            "awscli": _version(PROGRAMS, "awscli"),
            "ecs-deploy": _version(PROGRAMS, "ecs-deploy"),
            "MiniStack": _version(LOCAL_AWS, "ministack"),
        },
        "quick": quick,
    }


def _version(programs: Path, distribution: str) -> str:
    program = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"
    command = [str(programs / "python"), "-c", program, distribution]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  our environments
    return done.stdout.strip()
