"""The running stack, as tests, the demo and the ready line see it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slipway.local.stack.cloud import Cloud
    from slipway.local.stack.guarded import Guarded


@dataclass(frozen=True, slots=True)
class Oidc:
    """The workspace whose pipelines may deploy over HTTP."""

    workspace: str
    workspace_uuid: str
    audience: str


@dataclass(frozen=True, slots=True)
class Stack:
    """Addresses and names.

    `functions` leads from a name in app.py to the deployed one; `api` is None while app.py has no routes.
    `services` leads from a mapped service to where its containers are reached; empty with the stand-in.
    `operator_token` is the token of an operator, whose hash is in the operators' secret.
    """

    aws: str
    bitbucket: str
    api: str | None
    table: str
    dead_letters: str
    functions: dict[str, str]
    operator_token: str = field(repr=False)
    region: str
    account: str
    oidc: Oidc
    _cloud: Cloud = field(repr=False)
    _aws_process: Guarded = field(repr=False)
    services: dict[str, str] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """Return a boto3 client for the local AWS, as any outsider's (an administrator there)."""
        return self._cloud.client(service)

    def wait(self) -> None:
        """Return only by raising StackError, when the local AWS ends by itself."""
        self._aws_process.wait()

    def ready_line(self) -> str:
        """Return the one JSON object that `slipway local up` prints when it is ready."""
        return json.dumps(
            {
                "ready": True,
                "aws": self.aws,
                "api": self.api,
                "bitbucket": self.bitbucket,
                "operator_token": self.operator_token,
                "region": self.region,
                "account": self.account,
                "table": self.table,
                "functions": self.functions,
                "oidc": asdict(self.oidc),
                **({"services": self.services} if self.services else {}),
            }
        )
