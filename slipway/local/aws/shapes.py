"""Names for what travels between MiniStack and the additions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
"""A JSON object as AWS sends it: MiniStack keeps its records in this form."""
Answer = tuple[int, dict[str, str], bytes]
"""What a MiniStack handler returns: status, headers, body."""


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """Names one ECS service in MiniStack's stores, which are scoped by account and region."""

    account: str
    region: str
    cluster: str
    service: str

    @property
    def record(self) -> str:
        """The key under which MiniStack keeps the service within its account and region."""
        return f"{self.cluster}/{self.service}"

    @property
    def group(self) -> str:
        """What the service's tasks carry as `group`."""
        return f"service:{self.service}"
