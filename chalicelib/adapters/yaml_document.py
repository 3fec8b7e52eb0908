"""YAML as far as a mapping needs it: plain scalars, lists and keys.

What makes YAML dangerous or surprising is refused: aliases (a small file that expands to gigabytes), explicit
tags, merge keys, depth (PyYAML's composer recurses on the C stack and takes the process with it), keys that
stand twice (the last would silently win).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import yaml
from yaml.constructor import SafeConstructor

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from yaml._yaml import Mark as FastMark
    from yaml.error import Mark as PlainMark

    Mark: TypeAlias = PlainMark | FastMark

    # Called with a node, what is wrong with it, and what to do; may raise, else reading goes on.
    Complain = Callable[[yaml.Node, str, str], None]

# The mapping itself needs seven levels.
MAX_DEPTH = 20

_OPENS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSES = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_MERGE = "tag:yaml.org,2002:merge"


class YamlRefusedError(ValueError):
    """The text is no YAML, or more YAML than is read here; `line` counts from 1."""

    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(f"line {line}: {message}; {hint}")
        self.line = line
        self.message = message
        self.hint = hint


def compose(text: str) -> yaml.Node | None:
    """Return the document's root node, None when there is nothing, or raise YamlRefusedError."""
    try:
        _guard(text)
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = _counted(error.problem_mark)
        raise YamlRefusedError(
            line, f"this is not YAML: {error.problem}", "see the line before it too"
        ) from error
    except yaml.YAMLError as error:
        raise YamlRefusedError(1, f"this is not YAML: {error}", "save the file as UTF-8 text") from error


def value_of(node: yaml.Node | None, complain: Complain | None = None) -> object:
    """Return the node as dicts, lists and scalars; the first mistake raises unless `complain` takes it."""
    return None if node is None else _value(node, complain or _refuse)


def line_of(node: yaml.Node) -> int:
    """Return where the node starts, counted from 1."""
    return _counted(node.start_mark)


def _counted(mark: Mark | None) -> int:
    return 1 if mark is None else mark.line + 1


def _guard(text: str) -> None:
    """Reads lazily, so that a hostile text is left at its first offence."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, _OPENS) - isinstance(event, _CLOSES)
        line = _counted(event.start_mark)
        if depth > MAX_DEPTH:
            raise YamlRefusedError(line, f"more than {MAX_DEPTH} levels deep", "a mapping needs seven")
        if isinstance(event, yaml.AliasEvent):
            raise YamlRefusedError(line, f"*{event.anchor} is an alias", "write the value itself")
        tag: str | None = getattr(event, "tag", None)
        if tag is not None:
            raise YamlRefusedError(line, f"{tag} is a tag", "write the value without it")


def _value(node: yaml.Node, complain: Complain) -> object:
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, complain) for one in node.value]
    if isinstance(node, yaml.MappingNode):
        return _dict(node, complain)
    return _scalar(node, complain)


def _dict(node: yaml.MappingNode, complain: Complain) -> dict[object, object]:
    members: dict[object, object] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            complain(key_node, "a key is a list or block", "write a plain name before the colon")
            continue
        key = _scalar(key_node, complain)
        value = _value(value_node, complain)
        if key in members:
            complain(
                key_node, f"{key_node.value[:60]!r} stands here twice", "remove or rename one of the two"
            )
            continue
        members[key] = value
    return members


def _scalar(node: yaml.Node, complain: Complain) -> object:
    """What YAML makes of it, or the bare text when it only looks like a date or number."""
    if node.tag == _MERGE:
        complain(node, "<< merges another block", "write the keys themselves")
        return node.value
    try:
        value: object = SafeConstructor().construct_object(node)
    except (yaml.YAMLError, ValueError, OverflowError):
        complain(node, f"{node.value[:60]!r} is not what it looks like", "put it in quotes")
        return node.value
    return value


def _refuse(node: yaml.Node, message: str, hint: str) -> NoReturn:
    raise YamlRefusedError(line_of(node), message, hint)
