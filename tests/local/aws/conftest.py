from __future__ import annotations

import json
import socket
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from local.aws.harness import ACCOUNT, REGION, LocalAws
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

FAST = (
    "steady=0.25",
    "restart=0.3",
    "pull=0.05",
    "drain=0.05",
    "minute=0.5",
    "schedule_tick=0.1",
    "async_retry=0.2",
)


@pytest.fixture(scope="session")
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def aws(free_port: int) -> Iterator[LocalAws]:
    server = LocalAws.start(free_port, *(f"--pace={change}" for change in FAST))
    yield server
    server.stop()


@pytest.fixture
def name() -> str:
    """A name no other test uses."""
    return f"t{uuid.uuid4().hex[:8]}"


@dataclass
class Mailbox:
    """Catches the events of rules in a queue, since that is where they can be read again."""

    aws: LocalAws
    name: str
    url: str = ""
    seen: list[dict[str, Any]] = field(default_factory=list)

    def subscribe(self, pattern: dict[str, Any]) -> None:
        sqs, events = self.aws.client("sqs"), self.aws.client("events")
        self.url = sqs.create_queue(QueueName=self.name)["QueueUrl"]
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{self.name}"
        events.put_rule(Name=self.name, EventPattern=json.dumps(pattern))
        events.put_targets(Rule=self.name, Targets=[{"Id": "queue", "Arn": arn}])

    def events(self) -> list[dict[str, Any]]:
        """All that has arrived so far, oldest first."""
        sqs = self.aws.client("sqs")
        while True:
            batch = sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages", [])
            for message in batch:
                self.seen.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
            if not batch:
                return self.seen

    def wait_for(self, count: int, **detail: Any) -> list[dict[str, Any]]:
        """The events whose detail has these members, once there are `count` of them."""

        def matching() -> list[dict[str, Any]]:
            wanted = detail.items()
            found = [
                one
                for one in self.events()
                if wanted <= {k: v for k, v in one["detail"].items() if k in detail}.items()
            ]
            return found if len(found) >= count else []

        return eventually(matching, what=f"{count} events with {detail}")


@pytest.fixture
def mailbox(aws: LocalAws, name: str) -> Iterator[Mailbox]:
    box = Mailbox(aws, name)
    yield box
    aws.client("events").disable_rule(Name=name)
