"""The policy files beside Chalice's configuration: `.chalice/policy-<function>.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slipway.policies.documents import documents, text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from slipway.policies.tasks import Tasks


def rendered(mapping: Mapping[str, Any], tasks: Tasks | None = None) -> dict[str, str]:
    """File name -> text, for every function."""
    return {f"policy-{name}.json": text(document) for name, document in documents(mapping, tasks).items()}


def write(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write the files that are stale; return those."""
    changed = stale(folder, files)
    folder.mkdir(parents=True, exist_ok=True)
    for path in changed:
        path.write_text(files[path.name], encoding="utf-8")
    return changed


def stale(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Find the files that are missing or say something else."""
    paths = [folder / name for name in sorted(files)]
    return [
        path for path in paths if not path.is_file() or path.read_text(encoding="utf-8") != files[path.name]
    ]
