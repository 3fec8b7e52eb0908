"""Which task definition families and roles the mapped services run *now*, asked of ECS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slipway.policies.scope import OWN_REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from slipway.policies.scope import Scope

SERVICES_A_CALL = 10


@dataclass(frozen=True, slots=True)
class Live:
    families: tuple[str, ...]
    roles: tuple[str, ...]


def ask(scope: Scope, ecs_in: Callable[[str | None], Any]) -> Live:
    """`ecs_in(region)` is an ECS client; None is the deployer's own region."""
    found = list(_task_definitions(scope, ecs_in))
    roles = {
        found_in[key]
        for found_in in found
        for key in ("taskRoleArn", "executionRoleArn")
        if found_in.get(key)
    }
    return Live(tuple(sorted({found_in["family"] for found_in in found})), tuple(sorted(roles)))


def _task_definitions(scope: Scope, ecs_in: Callable[[str | None], Any]) -> Iterator[Any]:
    for cluster in scope.clusters:
        ecs = ecs_in(None if cluster.region == OWN_REGION else cluster.region)
        names = sorted(name for other, name in scope.services if other == cluster)
        for start in range(0, len(names), SERVICES_A_CALL):
            answer = ecs.describe_services(
                cluster=cluster.name, services=names[start : start + SERVICES_A_CALL]
            )
            for service in answer["services"]:
                described = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])
                yield described["taskDefinition"]
