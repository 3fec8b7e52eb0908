"""The mapping as it ships: checked as a whole, then compiled to JSON, which loads many times faster than YAML."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.mapping_file import text_at
from chalicelib.domain.mapping import MappingInvalid
from slipway.mapping.problems import check_text
from slipway.packaging.order import PackagingError

if TYPE_CHECKING:
    from pathlib import Path


def parsed(path: Path) -> dict[str, Any]:
    """Return the mapping at `path`.

    Raises:
        PackagingError: it has mistakes; tells every one, with its line and what to do.

    """
    try:
        checked = check_text(text_at(str(path)))
    except MappingInvalid as unreadable:
        raise PackagingError(
            f"{path}: {unreadable}. Another one is chosen with --mapping FILE."
        ) from unreadable
    if checked.problems or checked.document is None:
        lines = (f"  line {one.line}: {one.where}: {one.message}; {one.hint}" for one in checked.problems)
        raise PackagingError("\n".join((f"{path} is not a valid mapping:", *lines)))
    return dict(checked.document)


def compiled(mapping: dict[str, Any]) -> bytes:
    """Return what the functions read: JSON under the same name."""
    return json.dumps(mapping, ensure_ascii=False, separators=(",", ":")).encode()
