"""The detail of `ECS Task State Change` events, in the shape ECS sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slipway.local.aws.shapes import Json

_MEMBERS = """
attachments availabilityZone capacityProviderName clusterArn connectivity connectivityAt containerInstanceArn cpu
createdAt desiredStatus enableExecuteCommand ephemeralStorage executionStoppedAt group launchType lastStatus memory
overrides platformVersion pullStartedAt pullStoppedAt startedAt startedBy stoppingAt stoppedAt stoppedReason stopCode
taskArn taskDefinitionArn version
"""
_CONTAINER_MEMBERS = """
containerArn exitCode image imageDigest lastStatus name networkInterfaces reason runtimeId taskArn cpu
"""


def task_state_change(task: Json) -> Json:
    """The event's detail for a task as DescribeTasks shows it; members that ECS leaves out are left out."""
    detail = {name: task[name] for name in _MEMBERS.split() if task.get(name) not in (None, "")}
    if task.get("launchType") == "FARGATE":
        detail.pop("containerInstanceArn", None)
    # Each container is named there, overridden or not, and there is nothing else in captured events.
    overrides = task.get("overrides", {}).get("containerOverrides")
    detail["overrides"] = {
        "containerOverrides": overrides or [{"name": one["name"]} for one in task["containers"]]
    }
    detail["attributes"] = [{"name": "ecs.cpu-architecture", "value": "x86_64"}]
    detail["containers"] = [
        {name: container[name] for name in _CONTAINER_MEMBERS.split() if name in container}
        for container in task["containers"]
    ]
    detail["updatedAt"] = task.get("stoppedAt") or task.get("startedAt") or task["createdAt"]
    return detail
