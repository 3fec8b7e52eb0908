"""From an order to a package, the whole way."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from slipway.packaging import (
    archive,
    bytecode,
    chalice,
    chalice_runtime,
    inputs,
    merge,
    provenance,
    sbom,
    template,
)
from slipway.packaging.folders import built_once
from slipway.packaging.layer import layer
from slipway.packaging.order import ARCHIVE, MEBIBYTE, SBOM, Package, PackagingError

if TYPE_CHECKING:
    from pathlib import Path

    from slipway.packaging.order import Order

LARGEST_ZIP = 12 * MEBIBYTE
FACTS = "package.json"


def build(order: Order) -> Package:
    """Build the package below `build/packages/`, or find it built: the same input gives the same bytes.

    Raises:
        PackagingError: something is missing, invalid or too large.

    """
    gathered = inputs.gather(order)
    folder = order.build_folder / "packages" / gathered.fingerprint[:16]
    reused = folder.is_dir()

    def make(place: Path) -> None:
        dependencies = layer(order.build_folder / "layers", gathered.lock, gathered.architecture)
        runtime = chalice_runtime.of(gathered.tools)
        generated, code = chalice.package(gathered, place / "work")
        bytecode.compile_tree(code)
        unpacked = archive.write(place / ARCHIVE, dependencies.folder, code)
        provenance.check(place / ARCHIVE, dependencies.files | runtime.files | gathered.own_files)
        (place / "template.yaml").write_text(
            template.text(merge.merged(generated, gathered.infra)), encoding="utf-8"
        )
        shutil.rmtree(place / "work")
        sha256 = _note(place, unpacked)
        bill = sbom.text(sha256, [*dependencies.distributions, runtime.distribution], gathered.direct)
        (place / SBOM).write_text(bill, encoding="utf-8")

    built_once(folder, make)
    facts = json.loads((folder / FACTS).read_text())
    return Package(folder=folder, reused=reused, **facts)


def place(package: Package, folder: Path) -> Package:
    """Copy the package's files to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (package.template, package.archive, package.sbom):
        shutil.copyfile(path, folder / path.name)
    return replace(package, folder=folder)


def _note(folder: Path, unpacked: int) -> str:
    """Keep the zip's figures; return its SHA-256."""
    content = (folder / ARCHIVE).read_bytes()
    if len(content) > LARGEST_ZIP:
        raise PackagingError(
            f"The zip has {len(content) / MEBIBYTE:.1f} MB, more than {LARGEST_ZIP / MEBIBYTE:.0f}. "
            "Drop a dependency in requirements.txt, or more of one in slipway/packaging/lean.py.",
        )
    sha256 = hashlib.sha256(content).hexdigest()
    facts = {"sha256": sha256, "zipped": len(content), "unpacked": unpacked}
    (folder / FACTS).write_text(json.dumps(facts))
    return sha256
