"""Bytecode that Lambda can load: `/var/task` is read-only, so that it would compile anew at each cold start.

Unchecked hashes (PEP 552) make Python trust the bytecode without a look at the source's time, which a zip
does not keep. The sources ship as well: tracebacks show their lines.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from slipway.packaging.order import PackagingError

if TYPE_CHECKING:
    from pathlib import Path

MINOR_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
PLACE_IN_LAMBDA = "/var/task"


def compile_tree(folder: Path) -> None:
    """Compile every module below `folder`, in a fresh process with a fixed hash seed: same in, same out."""
    command = [
        *(sys.executable, "-S", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"),
        *("-s", str(folder), "-p", PLACE_IN_LAMBDA, str(folder)),
    ]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(  # noqa: S603 - a fixed command
        command,
        capture_output=True,
        text=True,
        check=False,
        env=environment | {"PYTHONHASHSEED": "0"},
    )
    if done.returncode:
        raise PackagingError(
            f"Python cannot compile what is to be packaged:\n{done.stdout}{done.stderr}".strip()
        )
