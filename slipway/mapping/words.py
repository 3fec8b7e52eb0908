"""Turns what pydantic found into words: what is wrong, and what to write instead."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from chalicelib.domain.rule import RuleBrokenError, shown
from slipway.mapping import model

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from slipway.mapping.lines import Path

_UNION_TAGS = {model.TEXT, model.BLOCK, model.LIST}
_BLOCKS: dict[str, type[BaseModel]] = {
    "image": model.Image,
    "tags": model.TagPattern,
    "ecs": model.Ecs,
    "bitbucket": model.Bitbucket,
}
_SERVICE_DEPTH = len(("services", "NAME"))


def words_for(error: ErrorDetails) -> tuple[Path, str, str]:
    """Return the mistake's path in the document, the message and the hint."""
    loc = tuple(str(part) for part in error["loc"] if part not in _UNION_TAGS)
    path = loc[:-1] if loc[-1:] == ("[key]",) else loc
    broken = error.get("ctx", {}).get("error")
    if isinstance(broken, RuleBrokenError):
        return path, broken.message, broken.hint
    return path, *_structure(error, path)


def _structure(error: ErrorDetails, path: Path) -> tuple[str, str]:
    match error["type"]:
        case "missing":
            return _missing(path)
        case "extra_forbidden":
            return f"{shown(path[-1])} is not a key that is known here", _instead(path)
        case "model_type" | "dict_type":
            return _not("a block of keys", error["input"]), f"write {_keys(path)}, each on a line below"
        case "list_type":
            return _not("a list", error["input"]), f"write {path[-1]}: [...]"
        case "too_short":
            return "there is no service here", "write NAME: and its keys below it"
    return error["msg"], "see examples/services.yaml"


def _not(wanted: str, value: object) -> str:
    return f"nothing stands where {wanted} belongs" if value is None else f"{shown(value)} is not {wanted}"


def _missing(path: Path) -> tuple[str, str]:
    field = _block_at(path[:-1]).model_fields[path[-1]]
    example = f", for example {path[-1]}: {field.examples[0]}" if field.examples else ""
    return f"{path[-1]} is missing", f"add it{example}: {(field.description or '').rstrip('.')}".rstrip(": ")


def _instead(path: Path) -> str:
    here, key = _block_at(path[:-1]), path[-1]
    close = get_close_matches(key.lower(), here.model_fields, n=1)
    if close:
        return f"did you mean {close[0]}?"
    at_home = [f"{name}:" for name, block in _BLOCKS.items() if key in block.model_fields]
    if key in model.Service.model_fields:
        at_home.append("the service itself")
    if at_home:
        return f"it belongs under {' or '.join(at_home)}"
    return f"remove it; the keys here are {', '.join(here.model_fields)}"


def _keys(path: Path) -> str:
    if path == ("services",):
        return "NAME: for each service"
    return ", ".join(_block_at(path).model_fields)


def _block_at(path: Path) -> type[BaseModel]:
    if not path:
        return model.MappingFile
    return model.Service if len(path) == _SERVICE_DEPTH else _BLOCKS[path[-1]]


def written(key: object) -> str:
    """The key as text; a number of more digits than Python writes is no key anybody meant."""
    try:
        return str(key)
    except ValueError:
        return "?"
