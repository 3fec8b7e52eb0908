"""Two task definitions side by side: normalised, without what may be secret, as a unified diff."""

from __future__ import annotations

import json
from difflib import unified_diff
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.domain.ecs import Json, TaskDefinition
    from chalicelib.domain.plan import Register

MASK: Final = "***"
_LINES_AROUND: Final = 3
# Members of a container (RegisterTaskDefinition, API reference) whose every text may carry a password or token, but
# for the names of things.
_MAY_BE_SECRET: Final = frozenset(
    {
        "command",
        "credentialSpecs",
        "dockerLabels",
        "entryPoint",
        "environment",
        "firelensConfiguration",
        "healthCheck",
        "logConfiguration",
        "repositoryCredentials",
        "secrets",
    }
)
_NAMES: Final = frozenset({"name", "type", "logDriver"})


def difference(base: TaskDefinition, register: Register, *, show_values: bool = False) -> list[str]:
    """The lines of the diff, each without its line break; nothing but the changes and what stands around them."""
    before = _lines(base.definition, base.tags, show_values=show_values)
    after = _lines(register.definition, register.tags, show_values=show_values)
    names = (base.arn.rpartition("/")[2], f"{base.family}:(next)")
    return list(unified_diff(before, after, *names, lineterm="", n=_LINES_AROUND))


def masked(definition: Mapping[str, Json]) -> dict[str, Json]:
    """The same definition with every value that may be secret as `***`; names stay."""
    containers = definition.get("containerDefinitions")
    shown = [_container(one) for one in containers] if isinstance(containers, list) else containers
    return {**definition, "containerDefinitions": shown}


def _lines(definition: Mapping[str, Json], tags: Mapping[str, str], *, show_values: bool) -> list[str]:
    """Keys in alphabetical order, tags included: the same definition always gives the same text."""
    shown = dict(definition) if show_values else masked(definition)
    return json.dumps(shown | {"tags": dict(tags)}, indent=2, sort_keys=True, ensure_ascii=False).splitlines()


def _container(container: Json) -> Json:
    if not isinstance(container, dict):
        return container
    return {name: _hide(value) if name in _MAY_BE_SECRET else value for name, value in container.items()}


def _hide(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: one if name in _NAMES else _hide(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_hide(one) for one in value]
    return MASK if isinstance(value, str) else value
