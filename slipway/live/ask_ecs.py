"""Asks ECS about clusters and services: many a call, several calls at a time, none hiding another's failure."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, TypeVar

from botocore.exceptions import ClientError

from chalicelib.adapters import ecs_answers
from chalicelib.adapters.ecs import AwsEcs
from chalicelib.adapters.ecs_clients import reads
from chalicelib.fanout import each
from slipway.live.facts import Shown, place_of
from slipway.live.failures import unseen_because
from slipway.live.findings import Unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from chalicelib.domain.ecs import TaskDefinition
    from chalicelib.domain.mapping import Target
    from slipway.live.facts import Place

# What DescribeClusters and DescribeServices take (API reference).
_CLUSTERS_A_CALL: Final = 100
_SERVICES_A_CALL: Final = 10

Item = TypeVar("Item")


def clusters(targets: Sequence[Target]) -> dict[tuple[Place, str], str | Unseen | None]:
    """The status of each target's cluster."""
    one_each = {(place_of(target), target.cluster): target for target in targets}
    parts = _parts(one_each.values(), place_of, _CLUSTERS_A_CALL)
    found: dict[tuple[Place, str], str | Unseen | None] = {}
    for outcome in each(_with_clients(parts), _statuses):
        failed = outcome.error and unseen_because("ecs:DescribeClusters", outcome.error, outcome.item[0])
        for target in outcome.item:
            status = (outcome.result or {}).get(target.cluster)
            found[place_of(target), target.cluster] = failed or status
    return found


def services(targets: Sequence[Target]) -> dict[Target, Shown | Unseen | None]:
    """Every target's service."""
    parts = _parts(targets, lambda one: (*place_of(one), one.cluster), _SERVICES_A_CALL)
    found: dict[Target, Shown | Unseen | None] = {}
    for outcome in each(_with_clients(parts), _shown):
        failed = outcome.error and unseen_because("ecs:DescribeServices", outcome.error, outcome.item[0])
        for target in outcome.item:
            found[target] = failed or (outcome.result or {}).get(target.service)
    return found


def definitions(shown: Mapping[Target, Shown | Unseen | None]) -> dict[Target, TaskDefinition | Unseen]:
    """What the services run, each revision of a place asked for once."""
    running = {
        target: one.service.task_definition
        for target, one in shown.items()
        if isinstance(one, Shown) and one.service.task_definition
    }
    revisions = {(place_of(target), arn): target for target, arn in running.items()}
    found: dict[tuple[Place, str], TaskDefinition | Unseen] = {}
    for outcome in each([(arn, one) for (_, arn), one in revisions.items()], _definition):
        arn, target = outcome.item
        seen = outcome.result or Unseen(str(outcome.error), "mend the cause, then check again")
        found[place_of(target), arn] = seen
    return {target: found[place_of(target), arn] for target, arn in running.items()}


def _statuses(part: Sequence[Target]) -> dict[str, str]:
    answer = reads(part[0]).describe_clusters(clusters=[target.cluster for target in part])
    return {one["clusterName"]: one["status"] for one in answer["clusters"]}


def _shown(part: Sequence[Target]) -> dict[str, Shown]:
    names = [target.service for target in part]
    try:
        answer: Any = reads(part[0]).describe_services(cluster=part[0].cluster, services=names)
    except ClientError as error:
        if error.response["Error"].get("Code") == "ClusterNotFoundException":
            return {}
        raise
    return {one["serviceName"]: _of(one) for one in answer["services"]}


def _of(answer: Mapping[str, Any]) -> Shown:
    configuration = answer.get("deploymentConfiguration") or {}
    breaker = configuration.get("deploymentCircuitBreaker") or {}
    alarms = configuration.get("alarms") or {}
    return Shown(
        ecs_answers.service(answer),
        breaker=bool(breaker.get("enable")),
        rolls_back=bool(breaker.get("rollback")),
        alarms=bool(alarms.get("enable") and alarms.get("alarmNames")),
    )


def _definition(item: tuple[str, Target]) -> TaskDefinition:
    arn, target = item
    return AwsEcs().task_definition(target, arn)


def _parts(items: Iterable[Item], key: Callable[[Item], Hashable], size: int) -> list[tuple[Item, ...]]:
    """The items that may be asked for together, in parts of that size."""
    ordered = sorted(items, key=lambda one: str(key(one)))
    groups = [tuple(group) for _, group in groupby(ordered, key=key)]
    return [group[start : start + size] for group in groups for start in range(0, len(group), size)]


def _with_clients(parts: list[tuple[Target, ...]]) -> list[tuple[Target, ...]]:
    """Clients may be used by several threads at a time, but not made by them."""
    for part in parts:
        reads(part[0])
    return parts
