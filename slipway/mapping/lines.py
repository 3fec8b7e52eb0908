"""Which line of a YAML file each path of its content is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import yaml

from chalicelib.adapters.yaml_document import line_of, value_of
from slipway.mapping.words import written

if TYPE_CHECKING:
    from collections.abc import Iterator

Path: TypeAlias = tuple[str, ...]


class Lines:
    """Knows the place of everything below a root node."""

    def __init__(self, root: yaml.Node | None) -> None:
        self._root = root  # keeps the nodes alive, whose identity is a key below
        self._lines: dict[Path, int] = {(): 1}
        self._paths: dict[int, Path] = {}
        for path, node in _places(root, ()):
            self._lines.setdefault(path, line_of(node))
            self._paths[id(node)] = path

    def of(self, path: Path) -> int:
        """Return the line of the path's key, counted from 1; for what is missing, of what should hold it."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def path_of(self, node: yaml.Node) -> Path:
        """Return the path whose key or item the node is; () for any other node."""
        return self._paths.get(id(node), ())


def _places(node: yaml.Node | None, path: Path) -> Iterator[tuple[Path, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, _name(key))
            yield here, key
            yield here, value
            yield from _places(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            here = (*path, str(at))
            yield here, value
            yield from _places(value, here)


def _name(key: yaml.Node) -> str:
    """Return the key as the document has it: `no` is False there."""
    return written(value_of(key, lambda *_: None)) if isinstance(key, yaml.ScalarNode) else "?"
