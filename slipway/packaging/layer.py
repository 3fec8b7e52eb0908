"""The dependencies: installed for the target processor, made lean, compiled, and kept for the next build."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from slipway.packaging import bytecode, inputs, lean, platforms, provenance
from slipway.packaging.distributions import Distribution, installed_in
from slipway.packaging.folders import built_once
from slipway.packaging.lock import pins
from slipway.packaging.order import PackagingError

if TYPE_CHECKING:
    from pathlib import Path

CONTENTS = "contents.json"


@dataclass(frozen=True, slots=True)
class Layer:
    """`folder` is ready to be zipped; `files` leads from each file's path there, bytecode aside, to its SHA-256."""

    folder: Path
    files: dict[str, str]
    distributions: tuple[Distribution, ...]


def layer(folder: Path, lock: bytes, architecture: str) -> Layer:
    """Make a layer below `folder` of what a lock with hashes names.

    Raises:
        PackagingError: pip cannot install it, or installed something else.

    """
    wanted = platforms.platforms(architecture, bytecode.MINOR_VERSION)
    key = inputs.digest([lock, architecture.encode(), *inputs.tools()])

    def make(place: Path) -> None:
        locked, installed, kept = (place / name for name in ("requirements.lock", "installed", "layer"))
        locked.write_bytes(lock)
        report = _install(locked, installed, wanted)
        recorded = provenance.recorded(installed, pins(lock.decode()))
        _copy(installed, kept)
        platforms.check(kept, architecture)
        bytecode.compile_tree(kept)
        distributions = [asdict(one) for one in installed_in(installed, report)]
        contents = {"files": recorded, "distributions": distributions}
        (place / CONTENTS).write_text(json.dumps(contents), encoding="utf-8")
        shutil.rmtree(installed)

    return _read(built_once(folder / key[:16], make))


def _read(place: Path) -> Layer:
    contents = json.loads((place / CONTENTS).read_text(encoding="utf-8"))
    distributions = tuple(Distribution(**one) for one in contents["distributions"])
    return Layer(place / "layer", contents["files"], distributions)


def _install(lock: Path, target: Path, wanted: list[str]) -> dict[str, Any]:
    """Return pip's report (https://pip.pypa.io/en/stable/reference/installation-report/)."""
    report = lock.with_name("report.json")
    command = [
        *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"),
        *("--only-binary=:all:", "--implementation", "cp", "--python-version", bytecode.MINOR_VERSION),
        *(argument for name in wanted for argument in ("--platform", name)),
        *("--require-hashes", "--requirement", str(lock), "--target", str(target), "--report", str(report)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
    if done.returncode:
        raise PackagingError(
            f"pip could not install {lock.name} for {wanted[0]} (after a change of requirements.txt: "
            f"`make lock`):\n{done.stderr.strip()}"
        )
    content: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return content


def _copy(source: Path, target: Path) -> None:
    for path in lean.kept(source):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
