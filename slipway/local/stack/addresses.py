"""Where the containers of mapped services are reached, from before there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import urllib3

from slipway.local.stack.errors import StackError
from slipway.packaging.mapping import parsed

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 20.0


def of_mapped(aws_url: str, mapping: Path) -> dict[str, str]:
    """Return each mapped service's name and the address of the load balancer in front of its ECS service."""
    services = parsed(mapping)["services"]
    return {
        name: address(aws_url, one["ecs"]["cluster"], one["ecs"]["service"]) for name, one in services.items()
    }


def address(aws_url: str, cluster: str, service: str) -> str:
    """Return where an ECS service is reached, mapped or not, there or yet to come.

    Raises:
        StackError: the local AWS did not say.

    """
    body = {"cluster": cluster, "service": service}
    answer = urllib3.request("PUT", f"{aws_url}/_local/services", json=body, timeout=SECONDS, retries=False)
    url: str | None = answer.json().get("url")
    if not url:
        raise StackError(f"The local AWS gave no address for {cluster}/{service}: {answer.data!r}.")
    return url
