"""Deploys a package on the local AWS, with the very code that deploys it into an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slipway.local.stack.errors import StackError
from slipway.stack.deploying import Deployed, Deployer
from slipway.stack.errors import DeploymentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slipway.local.stack.cloud import Cloud
    from slipway.packaging.order import Package

STACK = "slipway"
BUCKET = "slipway-artifacts"
LOOK_AGAIN_SECONDS = 0.1

__all__ = ["Deployed", "deploy"]


def deploy(cloud: Cloud, package: Package, parameters: Mapping[str, str]) -> Deployed:
    """Upload the package and wait for its stack.

    Raises:
        StackError: the stack failed; names each resource and its reason.

    """
    deployer = Deployer(cloud.client, STACK, BUCKET, LOOK_AGAIN_SECONDS)
    try:
        uploaded, wanted = deployer.prepare(package, {**parameters, **_address(cloud, package)})
        return deployer.apply(uploaded, wanted)
    except DeploymentError as problem:
        raise StackError(str(problem)) from problem


def _address(cloud: Cloud, package: Package) -> dict[str, str]:
    """Where APIs are found here; the template of an app without routes has no such parameter."""
    known = "\n  ApiEndpoint:" in package.template.read_text(encoding="utf-8")
    return {"ApiEndpoint": f"{cloud.url}/_aws/execute-api"} if known else {}
