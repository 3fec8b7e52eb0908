"""Reads the mapping. The package carries it as JSON under the same name, so that YAML is not even imported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.domain.mapping import MappingInvalid, mapping_from

if TYPE_CHECKING:
    from chalicelib.domain.mapping import Home, Mapping

# Ten thousand services take about 4 MB.
MAX_BYTES = 8 * 1024 * 1024


def load(path: str, home: Home) -> Mapping:
    """Return the mapping at the path, or raise MappingInvalid with the path of its first mistake."""
    try:
        return mapping_from(document_of(text_at(path)), home)
    except MappingInvalid as invalid:
        raise MappingInvalid(f"{path}: {invalid}") from invalid


def text_at(path: str) -> str:
    """Return the file's text, or raise MappingInvalid when it is not there, too large, or not UTF-8."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise MappingInvalid(f"the mapping cannot be read ({error}); check its path") from error
    if len(content) > MAX_BYTES:
        raise MappingInvalid(f"the mapping is larger than {MAX_BYTES} bytes; split it over two deployers")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MappingInvalid(f"the mapping is not UTF-8 ({error}); save it as UTF-8") from error


def document_of(text: str) -> object:
    """Return what the text says as dicts, lists and scalars: JSON when it starts with a brace, else YAML."""
    return _json(text) if text.startswith("{") else _yaml(text)


def _json(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as error:
        raise MappingInvalid(f"this starts like JSON and is none ({error}); mend it or write YAML") from error


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice = next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at]))
        raise ValueError(f"{twice[:60]!r} stands twice in one object")
    return members


def _yaml(text: str) -> object:
    # Imported here: what is packaged is JSON, and the import costs a cold start about 20 ms.
    from chalicelib.adapters.yaml_document import YamlRefusedError, compose, value_of  # noqa: PLC0415

    try:
        return value_of(compose(text))
    except YamlRefusedError as refused:
        raise MappingInvalid(str(refused)) from refused
