"""A careful script of boto3: what one would write who knows ECS well and has an afternoon.

Usage: script.py CLUSTER SERVICE CONTAINER IMAGE [SECONDS]; waits as the SDK does by itself (15 s between two looks, 40
looks), unless told after how many seconds to give up.
"""

from __future__ import annotations

import sys
from typing import Any

import boto3

READ_ONLY = {
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
}
EVERY = 15


def main(cluster: str, service: str, container: str, image: str, seconds: str = "600") -> None:
    ecs: Any = boto3.client("ecs")
    found = ecs.describe_services(cluster=cluster, services=[service])["services"][0]
    answer = ecs.describe_task_definition(taskDefinition=found["taskDefinition"], include=["TAGS"])
    definition = {key: value for key, value in answer["taskDefinition"].items() if key not in READ_ONLY}
    for one in definition["containerDefinitions"]:
        if one["name"] == container:
            one["image"] = image
    if answer.get("tags"):
        definition["tags"] = answer["tags"]
    made = ecs.register_task_definition(**definition)["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(cluster=cluster, service=service, taskDefinition=made)
    ecs.get_waiter("services_stable").wait(
        cluster=cluster,
        services=[service],
        WaiterConfig={"Delay": EVERY, "MaxAttempts": max(1, int(seconds) // EVERY)},
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
