"""`GET /_local/pending`: what is on its way, so that a test need not guess when all of it has arrived."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local.aws.test_functions import deploy, inject, logs, target
from waiting import eventually

if TYPE_CHECKING:
    from local.aws.conftest import Mailbox
    from local.aws.harness import LocalAws


def nothing_is_pending(aws: LocalAws) -> bool:
    pending: dict[str, int] = aws.local("GET", "pending")
    return pending == {"events": 0, "invocations": 0}


def test_what_a_push_tells_has_reached_its_targets_once_nothing_is_pending(
    aws: LocalAws, name: str, mailbox: Mailbox
) -> None:
    aws.client("ecr").create_repository(repositoryName=name)
    mailbox.subscribe({"source": ["aws.ecr"], "detail": {"repository-name": [name]}})

    aws.push(name, "v1")

    eventually(lambda: nothing_is_pending(aws))
    assert [one["detail"]["image-tag"] for one in mailbox.events()] == ["v1"]


def test_a_function_that_an_event_started_is_pending_until_its_end(aws: LocalAws, name: str) -> None:
    target(aws, name, deploy(aws, name), {"source": [f"aws.{name}"]}, InputPath="$.detail")

    inject(aws, source=f"aws.{name}", detail={"sleep": 0.5})

    assert aws.local("GET", "pending")["invocations"] >= 1
    eventually(lambda: nothing_is_pending(aws))
    eventually(lambda: "from " in logs(aws, name))


def test_a_function_that_fails_is_pending_until_its_last_try_and_no_longer(aws: LocalAws, name: str) -> None:
    deploy(aws, name)
    event = json.dumps({"fail": True}).encode()

    aws.client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=event)

    eventually(lambda: nothing_is_pending(aws))
    assert logs(aws, name).count("START RequestId") == 3
