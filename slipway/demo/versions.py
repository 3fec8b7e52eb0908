"""The images of the demo: who built them, from which commit, and how they behave."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from slipway.local import images

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slipway.local.images import Image

CRASHES = {"local.exit-after": "0.8", "local.exit-code": "137"}  # labels that script a container


@dataclass(frozen=True, slots=True)
class Version:
    """One build of the shop; `label` is what people call it, such as "v2"."""

    label: str
    commit: str
    image: Image

    @property
    def tag(self) -> str:
        return f"main-{self.commit}"

    @property
    def digest(self) -> str:
        return self.image.digest


def version(label: str, seed: str = "", labels: Mapping[str, str] | None = None) -> Version:
    """Build one; its commit and its digest follow from `label`, `seed` and its image's `labels`."""
    commit = sha256(f"shop {label} {seed}".encode()).hexdigest()[:40]
    image = images.build({"app": f"shop {label} {commit}\n".encode()}, labels or {})
    return Version(label, commit, image)


@dataclass(frozen=True, slots=True)
class Versions:
    """All that are pushed, oldest first; `late` was built between `first` and `good`."""

    first: Version
    late: Version
    good: Version
    crashing: Version

    def label(self, image: str) -> str:
        """Name the version that a container's image (by tag or by digest) is; "?" for any other."""
        known = (self.first, self.late, self.good, self.crashing)
        return next((one.label for one in known if image.endswith((f":{one.tag}", f"@{one.digest}"))), "?")


def versions() -> Versions:
    return Versions(version("v1"), version("v1.5"), version("v2"), version("v3", labels=CRASHES))
