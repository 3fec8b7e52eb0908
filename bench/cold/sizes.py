"""What of the zip each distribution is."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from bench.results import Share

# Distribution, or a module beside its package -> what people call it.
_MODULES: Final = {
    "_cffi_backend": "cffi",
    "_yaml": "yaml",
    "pyjwt": "jwt",
    "python_dateutil": "dateutil",
    "pyyaml": "yaml",
}
_OWN: Final = {"app.py", "chalicelib", "__pycache__"}


def measure(archive: Path) -> list[Share]:
    """Return compressed bytes by top-level name, largest first."""
    sums: dict[str, int] = defaultdict(int)
    with zipfile.ZipFile(archive) as zipped:
        for entry in zipped.infolist():
            sums[owner(entry.filename)] += entry.compress_size
    return [
        {"name": name, "amount": float(size)} for name, size in sorted(sums.items(), key=lambda one: -one[1])
    ]


def owner(path: str) -> str:
    """Whose file it is: the folder of a distribution's metadata counts for its modules."""
    top = path.partition("/")[0]
    if top in _OWN:
        return "Slipway itself"
    if top.endswith(".dist-info"):
        top = top.partition("-")[0].lower()
    top = top.partition(".")[0]
    return _MODULES.get(top, top)
