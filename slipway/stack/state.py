"""What state a stack is in, and waiting for it to settle."""

from __future__ import annotations

import time
from typing import Any

from botocore.exceptions import ClientError

from slipway.stack.errors import DeploymentError

SETTLE_SECONDS = 1800.0
GONE = "DELETE_COMPLETE"
GOOD = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", GONE})


def absent(formation: Any, stack: str) -> bool:
    """Whether there is no such stack; one that is deleted is none."""
    try:
        return status(formation, stack) == GONE
    except ClientError as refused:
        if "does not exist" in refused.response["Error"]["Message"]:
            return True
        raise


def status(formation: Any, stack: str) -> str:
    told: str = formation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
    return told


def outputs(formation: Any, stack: str) -> dict[str, str]:
    listed = formation.describe_stacks(StackName=stack)["Stacks"][0].get("Outputs", [])
    return {one["OutputKey"]: one["OutputValue"] for one in listed}


def resources(formation: Any, stack: str) -> dict[str, str]:
    """Logical resource -> the name that it has in AWS."""
    pages = formation.get_paginator("list_stack_resources").paginate(StackName=stack)
    return {
        one["LogicalResourceId"]: one.get("PhysicalResourceId", "")
        for page in pages
        for one in page["StackResourceSummaries"]
    }


def settle(formation: Any, stack: str, *, pause: float, within: float = SETTLE_SECONDS) -> None:
    """Wait until CloudFormation is done; `stack` is a name or, for one that is being deleted, its ARN.

    Raises:
        DeploymentError: it ended badly; names each resource that failed and CloudFormation's reason.

    """
    deadline = time.monotonic() + within
    while (now := status(formation, stack)).endswith("_IN_PROGRESS"):
        if time.monotonic() > deadline:
            raise DeploymentError(f"CloudFormation was not done with {stack} in {within:.0f} s.")
        time.sleep(pause)
    if now not in GOOD:
        raise DeploymentError(f"CloudFormation ended {stack} in {now}:{_reasons(formation, stack)}")


def _reasons(formation: Any, stack: str) -> str:
    events = formation.describe_stack_events(StackName=stack)["StackEvents"]
    return "".join(
        f"\n  {one['LogicalResourceId']}: {one.get('ResourceStatusReason', 'no reason given')}"
        for one in events
        if one["ResourceStatus"].endswith("FAILED")
    )
