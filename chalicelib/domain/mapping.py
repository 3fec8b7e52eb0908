"""All services of the mapping, found by name, by repository and by ECS service."""

from __future__ import annotations

from dataclasses import field
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from chalicelib.domain.frozen import frozen
from chalicelib.domain.mapped_service import (
    BadgeVisibility,
    BitbucketTarget,
    Home,
    MappedService,
    Target,
    TaskGrant,
    Trigger,
    normalised_uuid,
)
from chalicelib.domain.rule import RuleBrokenError, shown
from chalicelib.domain.service_document import MappingInvalid, block, placed, service_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    from chalicelib.domain.tag_policy import TagPolicy

    Key = TypeVar("Key")

__all__ = [
    "BadgeVisibility",
    "BitbucketTarget",
    "Home",
    "MappedService",
    "Mapping",
    "MappingInvalid",
    "Target",
    "TaskGrant",
    "Trigger",
    "mapping_from",
    "normalised_uuid",
]

VERSION = 1

Services: TypeAlias = "tuple[MappedService, ...]"
_ByPolicy: TypeAlias = "dict[TagPolicy, Services]"


@frozen
class Mapping:
    """Services in the file's order.

    `home_account` is the account of targets without a role. Raises ValueError when two services have one
    name or one ECS service.
    """

    services: Services
    home_account: str | None = None
    _names: dict[str, MappedService] = field(init=False, repr=False, compare=False)
    _repositories: dict[tuple[str, str, str], _ByPolicy] = field(init=False, repr=False, compare=False)
    _ecs_services: dict[tuple[str, str], Services] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for _, broken in collisions(((one.name, one.target) for one in self.services), self.home_account):
            raise broken
        names = {one.name: one for one in self.services}
        if len(names) < len(self.services):
            raise RuleBrokenError("two services have one name", "give each a name of its own")
        object.__setattr__(self, "_names", names)
        repositories = _grouped(self.services, _repository_of)
        by_policy = {at: _grouped(group, _policy_of) for at, group in repositories.items()}
        object.__setattr__(self, "_repositories", by_policy)
        object.__setattr__(self, "_ecs_services", _grouped(self.services, _ecs_service_of))

    def __iter__(self) -> Iterator[MappedService]:
        return iter(self.services)

    def __len__(self) -> int:
        return len(self.services)

    def named(self, name: str) -> MappedService | None:
        return self._names.get(name)

    def wanting(self, account: str, region: str, repository_name: str, tag: str) -> Services | None:
        """The services that want the tag of the repository that an ECR event names; None: nothing runs its images.

        A policy is asked once, however many services share it; they come together, else in the file's order.
        """
        policies = self._repositories.get((account, region, repository_name))
        if policies is None:
            return None
        wanted = (group for policy, group in policies.items() if policy.matches(tag))
        return tuple(chain.from_iterable(wanted))

    def of_ecs_service(self, region: str, cluster: str | None, service: str) -> Services:
        """The services behind an ECS service, in whichever account; cluster None: old ARNs do not tell."""
        found = self._ecs_services.get((region, service), ())
        return tuple(one for one in found if cluster is None or one.target.cluster == cluster)


def mapping_from(document: object, home: Home) -> Mapping:
    """Takes the file's content as dicts, lists and scalars.

    Raises MappingInvalid at the first mistake; the whole mapping is refused.
    """
    top = block(document, "the mapping", ("version", "services"))
    with placed("version"):
        version_of(top.required("version"))
    services = top.required("services")
    with placed("services"):
        if not isinstance(services, dict) or not services:
            raise RuleBrokenError("there is no service here", "write NAME: and its keys below it")
        return Mapping(tuple(service_from(*item, home) for item in services.items()), home.account)


def version_of(value: object) -> int:
    """The rule for `version`: the file's format, of which there is one."""
    if value is True or value != VERSION or not isinstance(value, int):
        raise RuleBrokenError(f"{shown(value)} is not a version of the mapping's format", f"write {VERSION}")
    return value


def collisions(
    targets: Iterable[tuple[str, Target]], home_account: str | None
) -> Iterator[tuple[str, RuleBrokenError]]:
    """Each service whose ECS service another one has already: their rollouts would replace one another."""
    owners: dict[tuple[str | None, str, str, str], str] = {}
    for name, target in targets:
        place = (target.account or home_account, target.region, target.cluster, target.service)
        owner = owners.setdefault(place, name)
        if owner != name:
            yield (
                name,
                RuleBrokenError(
                    f"{name} and {owner} both deploy ECS service {target.service} of cluster {target.cluster}",
                    "map each ECS service once",
                ),
            )


def _repository_of(one: MappedService) -> tuple[str, str, str]:
    return one.repository.registry.account, one.repository.registry.region, one.repository.name


def _policy_of(one: MappedService) -> TagPolicy:
    return one.policy


def _ecs_service_of(one: MappedService) -> tuple[str, str]:
    return one.target.region, one.target.service


def _grouped(services: Services, key: Callable[[MappedService], Key]) -> dict[Key, Services]:
    groups: dict[Key, list[MappedService]] = {}
    for one in services:
        groups.setdefault(key(one), []).append(one)
    return {at: tuple(group) for at, group in groups.items()}
