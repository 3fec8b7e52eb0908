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

from packaging.utils import canonicalize_name

from slipway.packaging.lock import check_current, requirements
from slipway.packaging.mapping import compiled, parsed
from slipway.packaging.order import MAPPING_IN_PACKAGE, PackagingError
from slipway.policies.committed import narrowed
from slipway.policies.documents import PolicyTooLargeError
from slipway.policies.files import rendered
from slipway.policies.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slipway.packaging.order import Order

CONFIG = ".chalice/config.json"
INFRA = ("infra/alarms.yaml", "infra/api.yaml", "infra/template.yaml")
REQUIREMENTS = "requirements.txt"
LOCK = "requirements.lock"
TOOLS_LOCK = "requirements-dev.lock"


@dataclass(frozen=True)
class Inputs:
    """`files` is the project that Chalice packages, and `infra/`: path below its root -> content.

    `lock` holds all that ships beside it; `requirements` names what of that Slipway asks for, `tools` what builds.
    """

    files: dict[str, bytes]
    requirements: bytes
    lock: bytes
    tools: bytes
    stage: str
    architecture: str

    @cached_property
    def fingerprint(self) -> str:
        told = [
            self.requirements,
            self.lock,
            self.tools,
            self.stage.encode(),
            self.architecture.encode(),
            *tools(),
        ]
        for name in sorted(self.files):
            told += [name.encode(), self.files[name]]
        return digest(told)

    @property
    def infra(self) -> dict[str, bytes]:
        """What is merged into Chalice's template."""
        return {name: self.files[name] for name in INFRA}

    @property
    def own_files(self) -> dict[str, str]:
        """What of `files` ships: path -> SHA-256, in hex."""
        return {
            name: hashlib.sha256(content).hexdigest()
            for name, content in self.files.items()
            if name == "app.py" or name.startswith("chalicelib/")
        }

    @property
    def direct(self) -> set[str]:
        """The distributions that Slipway itself asks for, by canonical name."""
        return {canonicalize_name(one.name) for one in requirements(self.requirements.decode())}


def digest(parts: list[bytes]) -> str:
    """SHA-256 of the parts, each by its own, so that moving a byte from one to the next is seen."""
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def gather(order: Order) -> Inputs:
    """Read the project and the chosen mapping.

    The policies are generated from that mapping: both ship together. What it leaves open, the order knows, or the
    committed policies of the same mapping (ADR 9).

    Raises:
        PackagingError: something is missing, or the mapping is not valid.

    """
    try:
        config = json.loads((order.root / CONFIG).read_bytes())
        mapping = parsed(order.mapping)
        tasks = order.tasks or narrowed(mapping, Tasks.of(mapping), order.root / ".chalice")
        architecture = order.architecture or _architecture(config, order.stage)
        files = dict(_project(order.root)) | {
            CONFIG: json.dumps(config | {"lambda_architecture": architecture}).encode(),
            **{name: (order.root / name).read_bytes() for name in INFRA},
            MAPPING_IN_PACKAGE: compiled(mapping),
            **{f".chalice/{name}": text.encode() for name, text in rendered(mapping, tasks).items()},
        }
        lists = [(order.root / name).read_bytes() for name in (REQUIREMENTS, LOCK, TOOLS_LOCK)]
    except FileNotFoundError as absent:
        raise PackagingError(f"{absent.filename} is not there. Run this in a complete checkout.") from absent
    except PolicyTooLargeError as large:
        raise PackagingError(str(large)) from large
    asked, lock, builders = lists
    check_current(asked.decode(), lock.decode(), LOCK)
    return Inputs(files, asked, lock, builders, order.stage, architecture)


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
