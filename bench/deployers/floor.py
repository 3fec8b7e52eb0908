"""The floor: the four ECS calls that any of them has to make, one after the other, from a client that is warm."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bench.subjects import CLUSTER, CONTAINER

if TYPE_CHECKING:
    from bench.images import Pushed
    from bench.subjects import Subject

READ_ONLY = frozenset(
    {
        "taskDefinitionArn",
        "revision",
        "status",
        "requiresAttributes",
        "compatibilities",
        "registeredAt",
        "registeredBy",
    }
)


def deploy(subject: Subject, pushed: Pushed) -> float:
    """Make the calls; return when they began, in seconds since the epoch."""
    ecs = subject.world.ecs
    began = time.time()
    service = ecs.describe_services(cluster=CLUSTER, services=[subject.name])["services"][0]
    answer = ecs.describe_task_definition(taskDefinition=service["taskDefinition"], include=["TAGS"])
    definition = {key: value for key, value in answer["taskDefinition"].items() if key not in READ_ONLY}
    for container in definition["containerDefinitions"]:
        if container["name"] == CONTAINER:
            container["image"] = f"{subject.uri}@{pushed.digest}"
    made = ecs.register_task_definition(**definition)["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(cluster=CLUSTER, service=subject.name, taskDefinition=made)
    return began
