"""The part of Chalice that `chalice package` puts beside app.py, held against the Chalice that was installed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import distribution
from typing import TYPE_CHECKING

from slipway.packaging.distributions import described
from slipway.packaging.lock import pins
from slipway.packaging.order import PackagingError
from slipway.packaging.provenance import hexadecimal

if TYPE_CHECKING:
    from pathlib import PurePath

    from slipway.packaging.distributions import Distribution

NAME = "chalice"


@dataclass(frozen=True, slots=True)
class Runtime:
    """`files` leads from each file of Chalice that may ship to its SHA-256, in hex."""

    files: dict[str, str]
    distribution: Distribution


def of(lock: bytes) -> Runtime:
    """Read this environment's Chalice, which pip installed by its hash in the lock of the tools.

    Raises:
        PackagingError: it is another one.

    """
    found, locked = distribution(NAME), pins(lock.decode())[NAME]
    if found.version != locked:
        raise PackagingError(
            f"Chalice {found.version} is installed, not {locked} as locked. Run `make install`."
        )
    files = {
        path.as_posix(): hexadecimal(path.hash.value)
        for path in found.files or ()
        if path.hash and path.hash.mode == "sha256" and _may_ship(path)
    }
    return Runtime(files, described(found, wheel="", requires=[]))


def _may_ship(path: PurePath) -> bool:
    return path.parts[0] == NAME and path.suffix == ".py"
