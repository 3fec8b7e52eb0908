"""What to build, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slipway.policies.tasks import Tasks

ROOT = Path(__file__).resolve().parents[2]
MAPPING_IN_PACKAGE = "chalicelib/services.yaml"
DEFAULT_MAPPING = ROOT / MAPPING_IN_PACKAGE
DEFAULT_STAGE = "prod"
MEBIBYTE = 1024 * 1024
ARCHIVE = "deployment.zip"
SBOM = "sbom.cdx.json"


class PackagingError(Exception):
    """The package cannot be built; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Order:
    """A package to build.

    `architecture` is Lambda's name of a processor ("arm64", "x86_64"); None is what `config.json` says. `tasks` is
    what is known of the task definitions; None is what the mapping and the committed policies say.
    """

    mapping: Path
    stage: str = DEFAULT_STAGE
    architecture: str | None = None
    root: Path = ROOT
    tasks: Tasks | None = None

    @property
    def build_folder(self) -> Path:
        return self.root / "build"


@dataclass(frozen=True, slots=True)
class Package:
    """A folder with `template.yaml`, whose `CodeUri` is the zip beside it, and the zip's bill of materials.

    Sizes are in bytes.
    """

    folder: Path
    sha256: str
    zipped: int
    unpacked: int
    reused: bool

    @property
    def template(self) -> Path:
        return self.folder / "template.yaml"

    @property
    def archive(self) -> Path:
        return self.folder / ARCHIVE

    @property
    def sbom(self) -> Path:
        return self.folder / SBOM
