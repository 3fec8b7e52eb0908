"""Which task definition families the functions may register, and which roles they may give to tasks.

A service's mapping says it, or else what ECS runs now does (live.py). Where neither does, any family may be
registered and any role given, and the service is named for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from slipway.policies.scope import OWN_REGION, arn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ANY = "*"
ANY_ROLE = arn("iam", "role/*", region="")
# The region that the family belongs to, and its name.
Family: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Running:
    """The family of what a service runs, and the roles that this names, by name or ARN."""

    family: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unseen:
    """Why nobody knows what a service runs."""

    why: str


# By the service's name in the mapping.
Seen: TypeAlias = "Mapping[str, Running | Unseen]"


@dataclass(frozen=True, slots=True)
class Open:
    """A service of which the family or the roles are not known, and why (empty: nobody asked)."""

    name: str
    family: bool
    roles: bool
    why: str


@dataclass(frozen=True, slots=True)
class Tasks:
    """What is known, roles as ARNs; and where something is not.

    In `open_regions` any family may be registered, with `open_roles` any role be given.
    """

    families: frozenset[Family]
    roles: frozenset[str]
    open_regions: frozenset[str] = frozenset()
    open_roles: bool = False
    open_to: tuple[Open, ...] = ()

    @classmethod
    def of(cls, mapping: Mapping[str, Any], seen: Seen | None = None) -> Self:
        """Read a valid mapping; `seen` is for what it leaves open. None: ECS was not asked."""
        families: set[Family] = set()
        roles: set[str] = set()
        open_regions: set[str] = set()
        open_to: list[Open] = []
        for name, ecs in own(mapping):
            region, found = ecs.get("region") or OWN_REGION, (seen or {}).get(name)
            running = found if isinstance(found, Running) else None
            family = ecs.get("family", running and running.family)
            passed = ecs.get("roles", running and running.roles)
            families |= set() if family is None else {(region, family)}
            roles |= set(map(role_arn, passed or ()))
            open_regions |= {region} if family is None else set()
            if family is None or passed is None:
                why = found.why if isinstance(found, Unseen) else ""
                open_to.append(Open(name, family is None, passed is None, why))
        open_roles = any(one.roles for one in open_to)
        return cls(frozenset(families), frozenset(roles), frozenset(open_regions), open_roles, tuple(open_to))

    @property
    def granted_families(self) -> list[Family]:
        known = {(region, name) for region, name in self.families if region not in self.open_regions}
        return sorted(known | {(region, ANY) for region in self.open_regions})

    @property
    def granted_roles(self) -> list[str]:
        return [ANY_ROLE] if self.open_roles else sorted(self.roles)

    @property
    def any_family(self) -> Self:
        return replace(self, open_regions=frozenset(region for region, _ in self.granted_families))

    @property
    def any_role(self) -> Self:
        return replace(self, open_roles=bool(self.granted_roles))

    def closed(self, families: frozenset[Family], roles: frozenset[str]) -> Self:
        """Where something is open, let these be all that there is besides what is known."""
        more = frozenset((region, name) for region, name in families if region in self.open_regions)
        return replace(
            self,
            families=self.families | more,
            roles=self.roles | (roles if self.open_roles else frozenset()),
            open_regions=frozenset(),
            open_roles=False,
            open_to=(),
        )


def own(mapping: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Name and `ecs` block of each service that is reached with the function's own role."""
    for name, service in mapping["services"].items():
        if not service["ecs"].get("role_arn"):
            yield name, service["ecs"]


def role_arn(role: str) -> str:
    """Return the ARN of a role of the deployer's own account, which a name alone stands for."""
    return role if role.startswith("arn:") else arn("iam", f"role/{role}", region="")
