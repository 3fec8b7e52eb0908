"""Deploys a package through CloudFormation, as `aws cloudformation package` and `deploy` do."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from slipway.local.stack.errors import StackError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slipway.local.stack.cloud import Cloud
    from slipway.packaging.order import Package

STACK = "slipway"
BUCKET = "slipway-artifacts"
DEPLOY_SECONDS = 120.0
LOOK_AGAIN_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Deployed:
    """What CloudFormation made: outputs by key, and functions by their name in app.py."""

    outputs: dict[str, str]
    functions: dict[str, str]


def deploy(cloud: Cloud, package: Package, parameters: Mapping[str, str]) -> Deployed:
    """Upload the package and wait for its stack.

    Raises:
        StackError: the stack failed; names each resource and its reason.

    """
    template: dict[str, Any] = yaml.safe_load(package.template.read_text(encoding="utf-8"))
    functions = _functions(template)
    store = _Artifacts(cloud)
    key = store.put(f"{package.sha256}.zip", package.archive.read_bytes())
    for resource in functions:
        template["Resources"][resource]["Properties"]["CodeUri"] = f"s3://{BUCKET}/{key}"
    # By its address, since a template in the call itself may have no more than 51,200 bytes.
    key = store.put("template.json", json.dumps(template).encode())
    formation = cloud.client("cloudformation")
    formation.create_stack(
        StackName=STACK,
        TemplateURL=f"{cloud.url}/{BUCKET}/{key}",
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    outputs = _wait(formation)
    names = {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for resource in formation.describe_stack_resources(StackName=STACK)["StackResources"]
    }
    return Deployed(outputs, {name: names[resource] for resource, name in functions.items()})


def _functions(template: dict[str, Any]) -> dict[str, str]:
    """Logical resource -> name in app.py."""
    return {
        resource: str(content["Properties"]["Handler"]).removeprefix("app.")
        for resource, content in template["Resources"].items()
        if content["Type"] == "AWS::Serverless::Function"
    }


class _Artifacts:
    """The bucket that CloudFormation reads from."""

    def __init__(self, cloud: Cloud) -> None:
        self._storage = cloud.client("s3")
        self._storage.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": cloud.region}
        )

    def put(self, key: str, content: bytes) -> str:
        self._storage.put_object(Bucket=BUCKET, Key=key, Body=content)
        return key


def _wait(formation: Any) -> dict[str, str]:
    deadline = time.monotonic() + DEPLOY_SECONDS
    while time.monotonic() < deadline:
        stack = formation.describe_stacks(StackName=STACK)["Stacks"][0]
        if stack["StackStatus"] == "CREATE_COMPLETE":
            return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
        if stack["StackStatus"] != "CREATE_IN_PROGRESS":
            raise StackError(f"CloudFormation ended in {stack['StackStatus']}:{_reasons(formation)}")
        time.sleep(LOOK_AGAIN_SECONDS)
    raise StackError(f"CloudFormation was not done in {DEPLOY_SECONDS:.0f} s.{_reasons(formation)}")


def _reasons(formation: Any) -> str:
    events = formation.describe_stack_events(StackName=STACK)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("FAILED")]
    return "".join(
        f"\n  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
        for event in failed
    )
