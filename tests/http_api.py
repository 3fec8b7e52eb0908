"""The deployed HTTP API, as pipelines and people call it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import urllib3

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_stack import Local

SECONDS = 120


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True, slots=True)
class Api:
    """`token` goes along as a bearer's; None sends none."""

    url: str
    token: str | None

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """`headers` with underscores for hyphens. The path is sent as it is, percent-encoding included."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given |= {"Authorization": f"Bearer {self.token}"} if self.token is not None else {}
        content = json.dumps(body).encode() if body is not None else None
        given |= {"Content-Type": "application/json"} if body is not None else {}
        answer = urllib3.request(
            method,
            f"{self.url}{path}",
            body=content,
            headers=given,
            timeout=SECONDS,
            retries=False,
            preload_content=True,
        )
        return Answer(answer.status, answer.headers, answer.data.decode())

    def by(self, token: str | None) -> Api:
        return replace(self, token=token)


def step_token(bitbucket: Local, **claims: object) -> str:
    """A pipeline step's token, right but for these claims."""
    token: str = bitbucket("POST", "tokens", claims)["token"]
    return token
