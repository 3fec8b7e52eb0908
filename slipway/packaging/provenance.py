"""Where each shipped file comes from: a locked distribution's RECORD, Chalice's runtime, or the project itself."""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.util
import zipfile
from importlib.metadata import PathDistribution
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from slipway.packaging.order import PackagingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

# A .pyc begins with a magic number, four bytes of flags and, hash-based, eight of its source's hash (PEP 552).
SOURCE_HASH = slice(8, 16)


def recorded(installed: Path, locked: Mapping[str, str]) -> dict[str, str]:
    """Read what the distributions that pip installed into a folder say of their files: path -> SHA-256, in hex.

    Raises:
        PackagingError: one of them is not locked, or in another version.

    """
    files: dict[str, str] = {}
    for folder in sorted(installed.glob("*.dist-info")):
        one = PathDistribution(folder)
        name, version = one.metadata["Name"], one.version
        if locked.get(canonicalize_name(name)) != version:
            raise PackagingError(f"{name} {version} was installed, which requirements.lock does not name.")
        files |= dict(_rows((folder / "RECORD").read_text(encoding="utf-8").splitlines()))
    return files


def _rows(record: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Hashes of a RECORD (https://packaging.python.org/specifications/recording-installed-packages/)."""
    for path, told, _ in csv.reader(record):
        algorithm, _, value = told.partition("=")
        if algorithm == "sha256":
            yield path, hexadecimal(value)


def hexadecimal(value: str) -> str:
    """Return a RECORD's hash, URL-safe base64 without its padding, in hex."""
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).hex()


def check(archive: Path, known: Mapping[str, str]) -> None:
    """Hold a zip against what is known: path -> SHA-256. Bytecode belongs to the source beside it.

    Raises:
        PackagingError: a file is not known, or is not what it should be; names each.

    """
    with zipfile.ZipFile(archive) as zipped:
        strange = [name for name in zipped.namelist() if not _is_genuine(zipped, name, known)]
    if strange:
        listed = "".join(f"\n  {name}" for name in strange)
        raise PackagingError(
            f"The zip holds what neither a locked distribution nor the project has:{listed}\n"
            "Delete build/ and build again; if it comes back, look who put it there."
        )


def _is_genuine(zipped: zipfile.ZipFile, name: str, known: Mapping[str, str]) -> bool:
    content = zipped.read(name)
    if not name.endswith(".pyc"):
        return hashlib.sha256(content).hexdigest() == known.get(name)
    path = PurePosixPath(name)
    source = path.parent.parent / f"{path.name.partition('.')[0]}.py"
    if source.as_posix() not in known or source.as_posix() not in zipped.namelist():
        return False
    return content[SOURCE_HASH] == importlib.util.source_hash(zipped.read(source.as_posix()))
