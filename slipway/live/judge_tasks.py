"""Judges what the mapping says of a service's task definition by what the service runs.

The policies allow what the mapping names. A deployment registers the next revision of what runs: of another family, or
with a role that is not named, IAM refuses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slipway.live.findings import fine, mistake, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.domain.ecs import TaskDefinition
    from chalicelib.domain.mapping import MappedService
    from slipway.live.findings import Finding


def passed(mapped: MappedService, base: TaskDefinition | None, account: str) -> tuple[str, ...]:
    """ARNs of the roles that the policies hold for the service: what the mapping names, else what it runs.

    `account` is the deployer's own, whose roles names without one are.
    """
    named = mapped.tasks.roles
    partition = base.arn.split(":")[1] if base else "aws"
    if named is None:
        named = base.roles if base else ()
    return tuple(
        one if one.startswith("arn:") else f"arn:{partition}:iam::{account}:role/{one}" for one in named
    )


def of_tasks(mapped: MappedService, base: TaskDefinition, account: str) -> Iterator[Finding]:
    """Behind a role of another account nothing is compared: that role's own policies decide."""
    used = base.roles
    if mapped.target.role_arn is None:
        yield from _of_family(mapped, str(base.definition["family"]))
        unnamed = _missing(used, passed(mapped, base, account))
        yield from _of_roles(mapped, unnamed, _missing(passed(mapped, base, account), used))
        if unnamed:
            return
    yield fine(mapped.name, "roles", f"passes {_list(used)}" if used else "passes no role")


def _of_family(mapped: MappedService, runs: str) -> Iterator[Finding]:
    named = mapped.tasks.family
    if named not in (None, runs):
        yield mistake(
            mapped.name,
            "family",
            f"it runs the family {runs}, the mapping names {named}: to register its next revision will be denied",
            f"write ecs.family: {runs}",
        )


def _of_roles(mapped: MappedService, unnamed: list[str], unused: list[str]) -> Iterator[Finding]:
    if unnamed:
        yield mistake(
            mapped.name,
            "roles",
            f"its task definition uses {_list(unnamed)}, which the mapping does not name: to pass it will be denied",
            "add it to ecs.roles",
        )
    if unused:
        yield warning(
            mapped.name,
            "roles",
            f"its task definition does not use {_list(unused)}, which may be passed all the same",
            "take it out of ecs.roles, unless the next task definition is to use it",
        )


def _missing(roles: tuple[str, ...], among: tuple[str, ...]) -> list[str]:
    """Those of the roles that are not among the others, compared by their names: ECS takes both spellings."""
    known = {_name(one) for one in among}
    return [one for one in roles if _name(one) not in known]


def _name(role: str) -> str:
    return role.partition(":role/")[2] or role


def _list(roles: tuple[str, ...] | list[str]) -> str:
    return ", ".join(role.rpartition("/")[2] for role in roles)
