"""Everything that a package is made of, as bytes, so that one hash tells whether anything changed."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slipway.packaging.mapping import compiled, parsed
from slipway.packaging.order import MAPPING_IN_PACKAGE, PackagingError
from slipway.policies.documents import PolicyTooLargeError
from slipway.policies.files import rendered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slipway.packaging.order import Order

CONFIG = ".chalice/config.json"
TEMPLATE = "infra/template.yaml"
REQUIREMENTS = "requirements.txt"


@dataclass(frozen=True)
class Inputs:
    """`files` is the project that Chalice packages: path below its root -> content."""

    files: dict[str, bytes]
    requirements: bytes
    stage: str
    architecture: str

    @cached_property
    def fingerprint(self) -> str:
        told: list[bytes] = [self.requirements, self.stage.encode(), self.architecture.encode(), *tools()]
        for name in sorted(self.files):
            told += [name.encode(), self.files[name]]
        return digest(told)


def digest(parts: list[bytes]) -> str:
    """SHA-256 of the parts, each by its own, so that moving a byte from one to the next is seen."""
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def gather(order: Order) -> Inputs:
    """Read the project and the chosen mapping.

    The policies are generated from that mapping, whatever `.chalice/` holds: both ship together.

    Raises:
        PackagingError: something is missing, or the mapping is not valid.

    """
    try:
        config = json.loads((order.root / CONFIG).read_bytes())
        mapping = parsed(order.mapping)
        architecture = order.architecture or _architecture(config, order.stage)
        files = dict(_project(order.root)) | {
            CONFIG: json.dumps(config | {"lambda_architecture": architecture}).encode(),
            TEMPLATE: (order.root / TEMPLATE).read_bytes(),
            MAPPING_IN_PACKAGE: compiled(mapping),
            **{f".chalice/{name}": text.encode() for name, text in rendered(mapping).items()},
        }
        requirements = (order.root / REQUIREMENTS).read_bytes()
    except FileNotFoundError as absent:
        raise PackagingError(f"{absent.filename} is not there. Run this in a complete checkout.") from absent
    except PolicyTooLargeError as large:
        raise PackagingError(str(large)) from large
    return Inputs(files, requirements, order.stage, architecture)


def _architecture(config: dict[str, Any], stage: str) -> str:
    if stage not in config["stages"]:
        known = ", ".join(sorted(config["stages"]))
        raise PackagingError(f"There is no stage {stage!r} in {CONFIG}. Choose one of: {known}.")
    chosen: str = config["stages"][stage].get("lambda_architecture") or config["lambda_architecture"]
    return chosen


def _project(root: Path) -> Iterator[tuple[str, bytes]]:
    yield "app.py", (root / "app.py").read_bytes()
    for path in sorted((root / "chalicelib").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(root).as_posix(), path.read_bytes()


def tools() -> list[bytes]:
    """Return what else decides on the result: this Python, Chalice, and the packaging itself."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return [sys.version.encode(), version("chalice").encode(), *(source.read_bytes() for source in sources)]
