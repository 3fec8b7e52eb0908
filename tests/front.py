"""The HTTP edge before a fake desk, and what it answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from chalicelib.api.edge import answer, answer_badge, guarded
from chalicelib.api.exchange import Reply, Request
from chalicelib.api.house import House
from chalicelib.api.operations import OPERATIONS
from chalicelib.domain.caller import Caller, Operator
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.lease import Invocation
from fakes.clock import NOON
from fakes.desk import FakeDesk
from fakes.telemetry import FakeTelemetry

BASE = "https://deploy.example.com/api"
ALICE = Operator("alice")
KEY = b"a key for badges that is long enough"
ID = "web.20261122T120000.0a1b2c3d"
SECURED = sorted(one.route.id for one in OPERATIONS if not one.route.open)
# Of the operations that need one.
BODIES: dict[str, object] = {"deploy": {"tag": "v2"}, "hold": {"reason": "Black Friday"}}


@dataclass
class Front:
    desk: FakeDesk = field(default_factory=FakeDesk)
    telemetry: FakeTelemetry = field(default_factory=FakeTelemetry)
    key_asked: int = 0
    key: bytes | None = KEY

    @property
    def house(self) -> House:
        return House(self.desk, self.desk, self._badge_key, self.telemetry)

    def ask(
        self, operation: str, body: object = None, *, caller: Caller | None = ALICE, **more: Any
    ) -> Reply:
        """Send a request; a body that is not bytes goes as JSON. `path` is /web or /deployment by default."""
        request = Request(
            run=Invocation("run", NOON),
            base_url=BASE,
            caller=caller,
            body=sent(body),
            **{"path": {"name": "web", "id": ID}, **more},
        )
        return guarded(self.telemetry, operation, lambda: answer(operation, self.house, request))

    def badge(self, file: str, **more: Any) -> Reply:
        request = Request(Invocation("run", NOON), BASE, path={"file": file}, **more)
        return guarded(self.telemetry, "badge", lambda: answer_badge(self.house, request))

    def _badge_key(self) -> bytes:
        self.key_asked += 1
        if self.key is None:
            raise RetryableError("Secrets Manager is down")
        return self.key


def sent(body: object) -> bytes:
    if isinstance(body, bytes):
        return body
    return b"" if body is None else json.dumps(body).encode()


def detail(reply: Reply) -> str:
    """What a problem says, after a look at whether it is one."""
    assert reply.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(reply.body)
    assert problem["status"] == reply.status
    return str(problem["detail"])
