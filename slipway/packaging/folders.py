"""Folders that are built once and then only read, also when several processes want the same one at a time."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT = 8
IN_USE_SECONDS = 3600.0


def built_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """`folder`, made by `make` in a place of its own and moved there complete, unless it is there already."""
    if folder.is_dir():
        os.utime(folder)
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".", ignore_cleanup_errors=True) as place:
        made = Path(place) / "made"
        made.mkdir()
        make(made)
        try:
            made.rename(folder)
        except OSError:  # another process was faster; its result is the same
            if not folder.is_dir():
                raise
    _forget_old(folder.parent)
    return folder


def _forget_old(parent: Path) -> None:
    """Keep those used last, and any that somebody may still be reading."""
    finished = [path for path in parent.iterdir() if path.is_dir() and not path.name.startswith(".")]
    used = sorted(((path.stat().st_mtime, path) for path in finished), reverse=True)
    for last, path in used[KEPT:]:
        if time.time() - last > IN_USE_SECONDS:
            shutil.rmtree(path, ignore_errors=True)
