"""Runs `chalice package` in a staging copy: the checkout stays as it is.

Chalice gets no requirements: it would install all of them again after each change of app.py, and ship them
whole. The dependencies come from the layer instead (layer.py).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

from slipway.packaging.order import PackagingError

if TYPE_CHECKING:
    from pathlib import Path

    from slipway.packaging.inputs import Inputs

# Only the partition's service names come from it, the same in all regions but China's and the secret ones.
ANY_REGION = "eu-west-1"


def package(inputs: Inputs, place: Path) -> tuple[dict[str, Any], Path]:
    """Return Chalice's own template, and a folder (below `place`) with app.py, chalicelib and Chalice."""
    project, out, code = (place / name for name in ("project", "out", "code"))
    for name, content in inputs.files.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (project / "requirements.txt").touch()
    _run(project, inputs.stage, out)
    with zipfile.ZipFile(out / "deployment.zip") as zipped:
        zipped.extractall(code)
    template: dict[str, Any] = json.loads((out / "sam.json").read_text(encoding="utf-8"))
    return template, code


def _run(project: Path, stage: str, out: Path) -> None:
    command = [
        *(
            sys.executable,
            "-c",
            "import sys; from chalice.cli import main; sys.exit(main())",
            "--project-dir",
            str(project),
        ),
        *("package", "--stage", stage, str(out)),
    ]
    environment = os.environ | {"AWS_DEFAULT_REGION": ANY_REGION, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(  # noqa: S603 - a fixed command
        command,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=project,
    )
    if done.returncode:
        raise PackagingError(f"chalice package failed:\n{done.stdout}{done.stderr}".strip())
