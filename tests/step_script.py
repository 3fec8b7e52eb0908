"""examples/pipelines/deploy.sh, run as a step of a pipeline runs it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[1] / "examples/pipelines/deploy.sh"
TOKEN = "header.payload-_.signature"
ID = "web.20261122T120000.0a1b2c3d"
COMMIT = "1f2e3d4c5b6a79880716253443526170f8e9dacb"


def deployment(state: str, reason: str = "because") -> dict[str, Any]:
    return {"id": ID, "image": "v2", "state": state, "reason": reason, "tasks": {"running": 1, "desired": 2}}


def run(api: str, *arguments: str, **variables: str) -> tuple[int, str]:
    given = {
        "PATH": os.environ["PATH"],
        "SLIPWAY_API": api,
        "BITBUCKET_STEP_OIDC_TOKEN": TOKEN,
        "BITBUCKET_COMMIT": COMMIT,
        "SLIPWAY_PAUSE_SECONDS": "0",
    }
    ran = subprocess.run(  # noqa: S603  the project's own example
        ["/bin/sh", str(SCRIPT), *(arguments or ("web",))],
        env=given | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return ran.returncode, ran.stdout
