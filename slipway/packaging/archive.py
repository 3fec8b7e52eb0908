"""A zip whose bytes depend on nothing but names and contents."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can tell
READABLE_FILE = 0o100644 << 16
LEVEL = 9


def write(archive: Path, *folders: Path) -> int:
    """Zips the files below the folders, side by side at its root; returns their size unpacked, in bytes."""
    files = {
        path.relative_to(folder).as_posix(): path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }
    unpacked = 0
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as zipped:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = READABLE_FILE
            entry.create_system = 3  # Unix, wherever this runs
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = files[name].read_bytes()
            unpacked += len(content)
            zipped.writestr(entry, content, compresslevel=LEVEL)
    return unpacked
