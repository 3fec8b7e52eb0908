"""The distributions that ship, as their own metadata and pip's report tell of them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PathDistribution
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Distribution:
    """`wheel` is the SHA-256 of the file that pip installed, in hex, if known; `requires` are canonical names.

    `licence` is an SPDX expression where the distribution has one, else its own words; empty when it has none.
    """

    name: str
    version: str
    licence: str
    wheel: str
    requires: tuple[str, ...]


def installed_in(folder: Path, report: Mapping[str, Any]) -> Iterator[Distribution]:
    """Read what pip installed into a folder, by name."""
    told = {canonicalize_name(one["metadata"]["name"]): one for one in report["install"]}
    found = {
        canonicalize_name(one.metadata["Name"]): one
        for one in map(PathDistribution, folder.glob("*.dist-info"))
    }
    for name in sorted(found):
        hashes = told[name]["download_info"]["archive_info"]["hashes"]
        extras = told[name].get("requested_extras", [])
        requires = _requires(found[name], extras) & found.keys()
        yield described(found[name], hashes["sha256"], sorted(requires))


def described(one: Any, wheel: str, requires: list[str]) -> Distribution:
    """Describe what importlib.metadata found."""
    licence = one.metadata.get("License-Expression") or one.metadata.get("License") or ""
    name = canonicalize_name(one.metadata["Name"])
    return Distribution(name, one.version, licence.partition("\n")[0], wheel, tuple(requires))


def _requires(one: PathDistribution, extras: list[str]) -> set[str]:
    """Return what it requires for the extras asked of it; markers of platforms are left to what is there."""
    wanted = [{"extra": extra} for extra in ("", *extras)]
    required = map(Requirement, one.requires or ())
    return {
        canonicalize_name(each.name)
        for each in required
        if each.marker is None or any(each.marker.evaluate(environment) for environment in wanted)
    }
