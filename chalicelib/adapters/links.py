"""Where a status on a commit leads: to Slipway's own record, else to the service in the ECS console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from chalicelib.domain.mapping import Mapping

# Bitbucket takes URLs of fewer than 450 characters.
_MAX_URL: Final = 449


@frozen
class Links:
    """Makes the URL of a service's deployment."""

    public_url: str | None
    mapping: Mapping

    def of(self, service: str, deployment: str) -> str:
        """An absolute URL, also for a service that is mapped no more."""
        if self.public_url is not None:
            return f"{self.public_url}/deployments/{deployment}"
        mapped = self.mapping.named(service)
        if mapped is None:
            return "https://console.aws.amazon.com/ecs/v2/clusters"
        console = f"https://{mapped.target.region}.console.aws.amazon.com/ecs/v2/clusters"
        url = f"{console}/{mapped.target.cluster}/services/{mapped.target.service}/deployments"
        return url if len(url) <= _MAX_URL else console
