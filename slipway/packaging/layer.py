"""The dependencies: installed for the target processor, made lean, compiled, and kept for the next build."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from slipway.packaging import bytecode, inputs, lean
from slipway.packaging.folders import built_once
from slipway.packaging.order import PackagingError

if TYPE_CHECKING:
    from pathlib import Path

# What AWS Lambda's Amazon Linux 2023 runs. pip picks the newest of these that a project has wheels for.
PLATFORMS = {
    "arm64": (
        "manylinux_2_34_aarch64",
        "manylinux_2_28_aarch64",
        "manylinux_2_17_aarch64",
        "manylinux2014_aarch64",
    ),
    "x86_64": (
        "manylinux_2_34_x86_64",
        "manylinux_2_28_x86_64",
        "manylinux_2_17_x86_64",
        "manylinux2014_x86_64",
    ),
}


def layer(folder: Path, requirements: bytes, architecture: str) -> Path:
    """Return a folder below `folder` that holds what `requirements` names, ready to be zipped."""
    if architecture not in PLATFORMS:
        raise PackagingError(
            f"Lambda has no processors of the kind {architecture!r}; use one of {', '.join(PLATFORMS)}."
        )
    key = inputs.digest([requirements, architecture.encode(), *inputs.tools()])

    def make(place: Path) -> None:
        listed = place / "requirements.txt"
        listed.write_bytes(requirements)
        installed = place / "installed"
        _install(listed, installed, architecture)
        _copy(installed, place / "layer")
        bytecode.compile_tree(place / "layer")
        shutil.rmtree(installed)

    return built_once(folder / key[:16], make) / "layer"


def _install(requirements: Path, target: Path, architecture: str) -> None:
    platforms = [argument for name in PLATFORMS[architecture] for argument in ("--platform", name)]
    command = [
        *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"),
        *("--only-binary=:all:", "--implementation", "cp", "--python-version", bytecode.MINOR_VERSION),
        *platforms,
        *("--requirement", str(requirements), "--target", str(target)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
    if done.returncode:
        raise PackagingError(
            f"pip could not install {requirements.name} for {architecture}:\n{done.stderr.strip()}"
        )


def _copy(source: Path, target: Path) -> None:
    for path in lean.kept(source):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
