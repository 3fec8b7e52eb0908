"""Which task definition families and roles the mapped services run *now*, asked of ECS."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from slipway.policies.tasks import Running, Unseen, own

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from slipway.policies.tasks import Seen

# What DescribeServices takes (API reference).
SERVICES_A_CALL = 10
ROLES = ("taskRoleArn", "executionRoleArn")


def ask(mapping: Mapping[str, Any], ecs_in: Callable[[str | None], Any]) -> Seen:
    """Ask about each service of which the mapping does not say it all.

    `ecs_in(region)` is an ECS client; None is the deployer's own region. What ECS does not tell is in the answer as
    that, and hides nothing else.
    """
    wanted = [(name, ecs) for name, ecs in own(mapping) if not {"family", "roles"} <= ecs.keys()]
    found: dict[str, Running | Unseen] = {}
    for part in _parts(wanted):
        try:
            found |= _runs(part, ecs_in(part[0][1].get("region")))
        except (BotoCoreError, ClientError) as error:
            found |= {name: Unseen(str(error).rstrip(".")) for name, _ in part}
    return found


def _runs(part: Sequence[tuple[str, Any]], ecs: Any) -> dict[str, Running | Unseen]:
    cluster = part[0][1]["cluster"]
    answer = ecs.describe_services(cluster=cluster, services=[one["service"] for _, one in part])
    running = {
        one["serviceName"]: one["taskDefinition"] for one in answer["services"] if one.get("taskDefinition")
    }
    return {
        name: _definition(ecs, running[one["service"]])
        if one["service"] in running
        else Unseen(f"ECS runs no service {cluster}/{one['service']}")
        for name, one in part
    }


def _definition(ecs: Any, revision: str) -> Running | Unseen:
    try:
        found = ecs.describe_task_definition(taskDefinition=revision)["taskDefinition"]
    except ClientError as error:
        return Unseen(str(error).rstrip("."))
    return Running(found["family"], tuple(dict.fromkeys(found[key] for key in ROLES if found.get(key))))


def _parts(wanted: Sequence[tuple[str, Any]]) -> Iterator[list[tuple[str, Any]]]:
    """Yield services that one call can ask for: of one region and cluster, ten at most."""

    def place(one: tuple[str, Any]) -> tuple[str, str]:
        return (one[1].get("region") or "", one[1]["cluster"])

    for _, group in groupby(sorted(wanted, key=lambda one: (*place(one), one[1]["service"])), key=place):
        together = list(group)
        for start in range(0, len(together), SERVICES_A_CALL):
            yield together[start : start + SERVICES_A_CALL]
