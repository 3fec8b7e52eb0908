"""Starts the local AWS, in the environment of its own that `make install` makes."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING

from slipway.local.stack.errors import StackError
from slipway.local.stack.guarded import Guarded
from slipway.packaging.order import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from slipway.local.engine.host import EngineHost
    from slipway.local.stack.wanted import Wanted

PYTHON = ROOT / ".local-aws" / "bin" / "python"

# Functions run on this machine, so that compiled parts of the package have to be made for it.
ARCHITECTURE = "arm64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64"


def start(wanted: Wanted, port: int, folder: Path) -> Guarded:
    """Start it on 127.0.0.1:`port`; its files lie below `folder`."""
    if not PYTHON.exists():
        raise StackError(f"{PYTHON} is not there. Run `make install`.")
    command = [
        *(str(PYTHON), "-m", "slipway.local.aws"),
        *("--port", str(port), "--region", wanted.region, "--account", wanted.account),
        *(word for pace in wanted.pace for word in ("--pace", pace)),
        *_engine(wanted.engine),
    ]
    return Guarded("The local AWS", command, _environment(folder), folder / "aws.log")


def _engine(host: EngineHost | None) -> tuple[str, ...]:
    return ("--engine", host.url, "--engine-network", host.network) if host else ()


def _environment(folder: Path) -> dict[str, str]:
    """Pass nothing on that would steer an SDK in there: functions inherit it."""
    own = {
        key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PYTHON", "SLIPWAY_"))
    }
    return own | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
