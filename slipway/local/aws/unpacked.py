"""Packages of functions, each unpacked once however many environments run it."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import ModuleType


class Unpacked:
    """Stands in for the module `zipfile` where MiniStack starts an environment."""

    def __init__(self, zipfile: ModuleType) -> None:
        self._zipfile = zipfile
        self._folder = Path(tempfile.mkdtemp(prefix="packages-"))
        self._one_at_a_time = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._zipfile, name)

    def ZipFile(self, path: str) -> _Archive:  # noqa: N802  the module's own name for it
        return _Archive(self, Path(path))

    def names(self, archive: Path) -> list[str]:
        with self._zipfile.ZipFile(archive) as opened:
            found: list[str] = opened.namelist()
            return found

    def folder(self, archive: Path) -> Path:
        """The folder that holds what is in the archive."""
        with archive.open("rb") as raw:
            target = self._folder / hashlib.file_digest(raw, "sha256").hexdigest()[:32]
        with self._one_at_a_time:
            if not target.exists():
                partial = target.with_suffix(".partial")
                with self._zipfile.ZipFile(archive) as opened:
                    opened.extractall(partial)
                partial.rename(target)
        return target


@dataclass(frozen=True, slots=True)
class _Archive:
    home: Unpacked
    path: Path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held open."""

    def namelist(self) -> list[str]:
        return self.home.names(self.path)

    def extractall(self, target: str) -> None:
        """Puts a link in the place of `target`, an empty folder: nothing in it is for the function to change."""
        found = self.home.folder(self.path)
        Path(target).rmdir()
        Path(target).symlink_to(found, target_is_directory=True)
