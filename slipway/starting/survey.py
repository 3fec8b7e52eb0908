"""What an account's ECS runs and which ECR repositories there are: read, not judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters import ecs_answers
from chalicelib.adapters.aws import READS, client, errors_of
from chalicelib.adapters.ecs import AwsEcs
from chalicelib.domain.errors import RefusedError
from chalicelib.domain.mapping import Target
from chalicelib.fanout import each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.domain.ecs import Service, TaskDefinition

_SERVICES_A_CALL: Final = 10


@dataclass(frozen=True, slots=True)
class Running:
    """One ECS service. `definition` is None when it runs none that ECS can show; `unseen` then says why."""

    target: Target
    service: Service
    definition: TaskDefinition | None
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """`running` by cluster and name; `repositories` are the names in the deployer's own registry."""

    running: tuple[Running, ...]
    repositories: frozenset[str]


def clusters(region: str) -> list[str]:
    """All clusters' names."""
    with errors_of("ecs:ListClusters"):
        pages = client("ecs", READS, region).get_paginator("list_clusters").paginate()
        return sorted(arn.rpartition("/")[2] for page in pages for arn in page["clusterArns"])


def survey(region: str, wanted: Sequence[str]) -> Survey:
    """Of these clusters. Raises SlipwayError when the account does not let itself be looked at."""
    ecs = client("ecs", READS, region)
    services = [
        (Target(cluster, one.name, region), one) for cluster in wanted for one in _services(ecs, cluster)
    ]
    definitions = each(services, lambda item: _definition(*item))
    running = [
        Running(*outcome.item, outcome.result, str(outcome.error or "it runs no task definition"))
        for outcome in definitions
    ]
    ordered = sorted(running, key=lambda one: (one.target.cluster, one.target.service))
    return Survey(tuple(ordered), _repositories(region))


def _services(ecs: Any, cluster: str) -> list[Service]:
    with errors_of(f"ecs:ListServices of {cluster}"):
        pages = ecs.get_paginator("list_services").paginate(cluster=cluster)
        arns = [arn for page in pages for arn in page["serviceArns"]]
    found: list[Service] = []
    for start in range(0, len(arns), _SERVICES_A_CALL):
        part = arns[start : start + _SERVICES_A_CALL]
        with errors_of(f"ecs:DescribeServices of {cluster}"):
            answer = ecs.describe_services(cluster=cluster, services=part)
        found += map(ecs_answers.service, answer["services"])
    return found


def _definition(target: Target, service: Service) -> TaskDefinition | None:
    return AwsEcs().task_definition(target, service.task_definition) if service.task_definition else None


def _repositories(region: str) -> frozenset[str]:
    with errors_of("ecr:DescribeRepositories"):
        pages = client("ecr", READS, region).get_paginator("describe_repositories").paginate()
        return frozenset(one["repositoryName"] for page in pages for one in page["repositories"])


def known_clusters(region: str, wanted: Sequence[str]) -> list[str]:
    """Those that were asked for, else all. Raises SlipwayError when one of them is not there, or none is."""
    there = clusters(region)
    unknown = [one for one in wanted if one not in there]
    if unknown or not there:
        what = f"no cluster {', '.join(unknown)}" if unknown else "no cluster"
        raise RefusedError(f"ECS has {what} in {region}; there are {', '.join(there) or 'none'}")
    return list(dict.fromkeys(wanted)) or there
