"""Judges a mapping by what was seen of the account. Nothing here asks anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slipway.live.facts import place_of
from slipway.live.findings import Unseen, fine, mistake, unseen
from slipway.live.judge_events import of_events
from slipway.live.judge_service import of_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.domain.mapping import MappedService, Mapping
    from slipway.live.facts import Facts
    from slipway.live.findings import Finding


def judge(mapping: Mapping, facts: Facts) -> list[Finding]:
    """In the order of the file."""
    return [finding for mapped in mapping for finding in _of(mapped, facts)]


def _of(mapped: MappedService, facts: Facts) -> Iterator[Finding]:
    seen = facts.services[mapped.target]
    if isinstance(seen, Unseen) and seen.role:
        yield unseen(mapped.name, "role", seen)
    elif (cluster := _of_cluster(mapped, facts)) is not None:
        yield cluster
    else:
        yield from of_service(mapped, facts)
    yield _of_repository(mapped, facts)
    yield from of_events(mapped, facts)


def _of_cluster(mapped: MappedService, facts: Facts) -> Finding | None:
    """What is wrong with it; one that could not be looked at is no matter when its service could."""
    target = mapped.target
    status = facts.clusters[place_of(target), target.cluster]
    if status == "ACTIVE" or (isinstance(status, Unseen) and facts.services[target] is not None):
        return None
    if isinstance(status, Unseen):
        return unseen(mapped.name, "cluster", status)
    where = f"cluster {target.cluster} in {target.region} of {target.account or facts.home.account}"
    if status is None:
        hint = "create it, or correct ecs.cluster, ecs.region or ecs.role_arn in the mapping"
        return mistake(mapped.name, "cluster", f"there is no {where}", hint)
    return mistake(mapped.name, "cluster", f"{where} is {status}", "use one that is ACTIVE")


def _of_repository(mapped: MappedService, facts: Facts) -> Finding:
    repository, mutability = mapped.repository, facts.repositories[mapped.repository]
    if isinstance(mutability, Unseen):
        return unseen(mapped.name, "repository", mutability)
    if mutability is None:
        return mistake(
            mapped.name,
            "repository",
            f"ECR has no repository {repository.uri}",
            "create it, or correct image.repository or image.registry in the mapping",
        )
    moves = mutability.startswith("MUTABLE")
    told = "may move, which is harmless here: digests are deployed" if moves else "never move"
    return fine(mapped.name, "repository", f"tags of {repository.name} {told} ({mutability})")
