# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""Refusals that ECS makes and MiniStack does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ministack.core.responses import error_response_json
from ministack.services import ecs

if TYPE_CHECKING:
    from slipway.local.aws.shapes import Answer, Json

MOST_BYTES, MOST_CONTAINERS, MOST_TAGS = 64 * 1024, 10, 50
"""Source: Amazon ECS service quotas (task definition size limit, containers per definition, tags per resource)."""


def refuse(code: str, message: str) -> Answer:
    answer: Answer = error_response_json(code, message, 400)
    return answer


def of_update(data: Json, service: Json) -> Answer | None:
    """The refusal of an UpdateService for this service, or None if ECS would accept it."""
    if service["status"] != "ACTIVE":
        return refuse("ServiceNotActiveException", "Service was not ACTIVE.")
    controller = (service.get("deploymentController") or {}).get("type", "ECS")
    if controller == "CODE_DEPLOY" and ("taskDefinition" in data or data.get("forceNewDeployment")):
        return refuse(
            "InvalidParameterException",
            "Unable to update task definition on services with a CODE_DEPLOY deployment controller. "
            "Use AWS CodeDeploy to trigger a new deployment.",
        )
    if controller == "EXTERNAL" and "taskDefinition" in data:
        return refuse(
            "InvalidParameterException",
            "Unable to update task definition on services with an EXTERNAL deployment controller.",
        )
    return of_task_definition(data)


def of_task_definition(data: Json) -> Answer | None:
    """The refusal of a `taskDefinition` that is unknown or no longer ACTIVE."""
    reference = data.get("taskDefinition")
    if reference is None:
        return None
    definition = ecs._task_defs.get(ecs._resolve_td_key(reference))
    if definition is None:
        return refuse("ClientException", "Unable to describe task definition.")
    if definition["status"] != "ACTIVE":
        return refuse("ClientException", "TaskDefinition is inactive")
    return None


def of_registration(data: Json) -> Answer | None:
    """The refusal of a RegisterTaskDefinition that exceeds a limit."""
    containers = len(data.get("containerDefinitions", []))
    if containers > MOST_CONTAINERS:
        return refuse(
            "ClientException",
            f"Too many containers in the task definition: {containers}, at most {MOST_CONTAINERS} are allowed.",
        )
    if len(data.get("tags", [])) > MOST_TAGS:
        return refuse("InvalidParameterException", f"Too many tags: at most {MOST_TAGS} are allowed.")
    size = len(
        json.dumps({name: value for name, value in data.items() if name != "tags"}, separators=(",", ":"))
    )
    if size > MOST_BYTES:
        return refuse(
            "ClientException", f"Actual length: '{size}'. Max allowed length is '{MOST_BYTES}' bytes."
        )
    return None
