"""Bitbucket as it is asked through one credential."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builders import commit
from chalicelib.domain.lifecycle import CommitState
from chalicelib.domain.report import CommitStatus

if TYPE_CHECKING:
    from chalicelib.adapters.bitbucket import Bitbucket
    from local_stack import Local, LocalAws

STATUS = CommitStatus("slipway-web", CommitState.FAILED, "Deploy web", "no", "https://slipway.example.com/1")


@dataclass
class Asked:
    """Bitbucket through one credential in a secret of its own, and what the stand-in heard."""

    bitbucket: Bitbucket
    aws: LocalAws
    secret: str
    local: Local

    def post(self) -> None:
        self.bitbucket.post(f"acme/{self.secret}", commit("v2"), STATUS)

    def rotate(self, **credential: str) -> None:
        self.aws.client("secretsmanager").put_secret_value(
            SecretId=self.secret, SecretString=json.dumps(credential)
        )

    def fault(self, status: int | None, **more: object) -> None:
        self.local("POST", "faults", {"status": status, **more})

    @property
    def statuses(self) -> list[int]:
        """How each request about a commit was answered."""
        found = self.local("GET", "requests")
        return [one["status"] for one in found if f"/{self.secret}/" in one["path"]]

    @property
    def tokens(self) -> int:
        """How often an OAuth token was asked for."""
        return sum(one["path"].startswith("/site/") for one in self.local("GET", "requests"))
