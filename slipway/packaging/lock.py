"""The locks: every distribution that is installed, its dependencies included, by version and SHA-256.

`make lock` compiles a readable requirements.txt to its lock. Pip refuses whatever is not in there (`--require-hashes`),
so only what is left to be seen is whether a lock still belongs to its requirements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from slipway.packaging.order import PackagingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def pins(lock: str) -> dict[str, str]:
    """Return what a lock, or a list of exact requirements, pins: canonical name -> version.

    Raises:
        PackagingError: a line is none that `make lock` writes.

    """
    return {canonicalize_name(one.name): _version(one) for one in requirements(lock)}


def requirements(text: str) -> Iterator[Requirement]:
    """Read the requirements of a text as pip does; other files that it names (`-r`) are left aside."""
    for line in text.replace("\\\n", " ").splitlines():
        said = line.partition(" #")[0].partition("--hash")[0].strip()
        if said and not said.startswith(("#", "-")):
            try:
                yield Requirement(said)
            except InvalidRequirement as wrong:
                raise PackagingError(f"{said!r} is no requirement that pip understands.") from wrong


def check_current(wanted: str, lock: str, name: str) -> None:
    """Compare requirements with their lock, whose file is called `name`.

    Raises:
        PackagingError: the lock lacks some, or has them in another version.

    """
    locked: Mapping[str, str] = pins(lock)
    stale = [
        str(one)
        for one in requirements(wanted)
        if not one.specifier.contains(locked.get(canonicalize_name(one.name), "0"), prereleases=True)
        or canonicalize_name(one.name) not in locked
    ]
    if stale:
        raise PackagingError(f"{name} does not lock {', '.join(stale)}. Run `make lock` and commit it.")


def _version(requirement: Requirement) -> str:
    exact = [one.version for one in requirement.specifier if one.operator == "=="]
    if len(exact) != 1:
        raise PackagingError(f"{requirement} names no exact version. Pin it with `==`.")
    return exact[0]
