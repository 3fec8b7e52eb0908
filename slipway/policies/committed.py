"""The committed policies as knowledge: they may name families and roles that the mapping leaves open.

`slipway policies --live` wrote them so, for whoever has no access to the account: a build, a check in a pipeline.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from slipway.policies import grants
from slipway.policies.files import rendered, stale
from slipway.policies.tasks import ANY, ANY_ROLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from slipway.policies.tasks import Family, Tasks

# Whichever of the functions that deploy: all of them hold the same grants on task definitions.
FILE = "policy-sweep.json"
_FAMILY = re.compile(r":ecs:(?P<region>.+):\$\{AWS::AccountId\}:task-definition/(?P<name>[^:]+):\*$")


def narrowed(mapping: Mapping[str, Any], tasks: Tasks, folder: Path) -> Tasks:
    """Return `tasks`, closed by what the folder's policies name: if these are the mapping's and name all of it.

    Policies of another mapping, or of this one before it was changed, say nothing about it.
    """
    if not tasks.open_to or not (folder / FILE).is_file():
        return tasks
    families, roles = _named((folder / FILE).read_text(encoding="utf-8"))
    closed = tasks.closed(families, roles)
    wide = any(name == ANY for _, name in families) or ANY_ROLE in roles
    return tasks if wide or stale(folder, rendered(mapping, closed)) else closed


def _named(text: str) -> tuple[frozenset[Family], frozenset[str]]:
    try:
        statements: list[Any] = json.loads(text)["Statement"]
        by_sid = {one["Sid"]: [_text(resource) for resource in one["Resource"]] for one in statements}
    except (ValueError, KeyError, TypeError):
        return frozenset(), frozenset()
    found = (_FAMILY.search(resource) for resource in by_sid.get(grants.REGISTER, []))
    families = frozenset((one["region"], one["name"]) for one in found if one)
    return families, frozenset(by_sid.get(grants.PASS, []))


def _text(resource: Any) -> str:
    return str(resource.get("Fn::Sub", "") if isinstance(resource, dict) else resource)
