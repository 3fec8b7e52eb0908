"""Asks ECR which repositories there are, and whether their tags may move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from chalicelib.adapters.aws import READS, client
from chalicelib.fanout import each
from slipway.live.failures import unseen_because

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chalicelib.domain.image import Registry, Repository
    from slipway.live.findings import Unseen

# DescribeRepositories, API reference.
_A_CALL: Final = 100
_MISSING: Final = "RepositoryNotFoundException"


def repositories(wanted: Iterable[Repository]) -> dict[Repository, str | Unseen | None]:
    """The tag mutability of those that exist."""
    found: dict[Repository, str | Unseen | None] = {}
    for outcome in each(_parts(set(wanted)), _mutability):
        for repository in outcome.item:
            failed = outcome.error and unseen_because("ecr:DescribeRepositories", outcome.error)
            found[repository] = failed or (outcome.result or {}).get(repository.name)
    return found


def _mutability(part: Sequence[Repository]) -> dict[str, str]:
    """One repository that is not there fails the whole call: then each is asked for by itself."""
    registry = part[0].registry
    try:
        answer = client("ecr", READS, registry.region).describe_repositories(
            registryId=registry.account, repositoryNames=[one.name for one in part]
        )
    except ClientError as error:
        if error.response["Error"].get("Code") != _MISSING:
            raise
        if len(part) == 1:
            return {}
        return {name: kind for one in part for name, kind in _mutability([one]).items()}
    return {one["repositoryName"]: one["imageTagMutability"] for one in answer["repositories"]}


def _parts(wanted: set[Repository]) -> list[tuple[Repository, ...]]:
    by_registry: dict[Registry, list[Repository]] = {}
    for one in sorted(wanted, key=lambda one: one.uri):
        client("ecr", READS, one.registry.region)  # made here, since threads must not
        by_registry.setdefault(one.registry, []).append(one)
    return [
        tuple(group[start : start + _A_CALL])
        for group in by_registry.values()
        for start in range(0, len(group), _A_CALL)
    ]
