"""What people must know of policies that allow more than they have to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slipway.policies.documents import LIMIT, documents
from slipway.policies.tasks import ANY, ANY_ROLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from slipway.policies.tasks import Open, Tasks


def warnings(mapping: Mapping[str, Any], tasks: Tasks) -> list[str]:
    """One line for each service whose task definition nobody knows, or one for a mapping too long to name them."""
    return [_of(one) for one in tasks.open_to] + list(_too_long(mapping, tasks))


def _of(one: Open) -> str:
    family = "register task definitions of any family" if one.family else ""
    roles = "give tasks any role of the account" if one.roles else ""
    members = " and ".join(
        name for name, missing in (("ecs.family", one.family), ("ecs.roles", one.roles)) if missing
    )
    told = one.why or "nobody says what it runs"
    may = " and ".join(filter(None, (family, roles)))
    ask = "" if one.why else ", or ask ECS with --live"
    return f"{one.name}: {told}, so Slipway may {may}; name {members} in the mapping{ask}"


def _too_long(mapping: Mapping[str, Any], tasks: Tasks) -> Iterator[str]:
    granted = str(documents(mapping, tasks)["sweep"]["Statement"])
    roles = ANY_ROLE in granted and ANY_ROLE not in tasks.granted_roles
    families = f"task-definition/{ANY}:" in granted and all(name != ANY for _, name in tasks.granted_families)
    if families or roles:
        what = "any role may be given to tasks" if roles else "any task definition family may be registered"
        yield (
            f"{what}: the names of all do not fit IAM's {LIMIT} characters; split the mapping over several stacks "
            "to have each named"
        )
