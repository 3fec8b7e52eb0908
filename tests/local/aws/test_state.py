"""What `--state DIR` keeps through a sudden end."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING

import pytest

from local.aws.harness import ACCOUNT, LocalAws, package
from local.aws.rollout import Service
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FAST = ("--pace=steady=0.2", "--pace=pull=0.05", "--pace=drain=0.05", "--pace=listed=0")


@pytest.fixture
def again(tmp_path: Path) -> Iterator[Callable[[], LocalAws]]:
    """Kills the local AWS, if it runs, and starts it on the same port with what it kept."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started: list[LocalAws] = []

    def start() -> LocalAws:
        for one in started:
            one.process.kill()
            one.stop()
        started[:] = [LocalAws.start(port, *FAST, "--state", str(tmp_path / "state"))]
        return started[0]

    yield start
    started[0].stop()


def test_what_was_answered_survives(again: Callable[[], LocalAws], name: str) -> None:
    aws = again()
    aws.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
    aws.client("ecr").create_repository(repositoryName=name)
    aws.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=f"arn:aws:iam::{ACCOUNT}:role/x",
        Handler="app.fn",
        Code={"ZipFile": package(app="def fn(event, context): return event")},
    )
    digest = aws.push(name, "v1")
    aws.client("dynamodb").put_item(TableName=name, Item={"pk": {"S": "last"}})

    aws = again()

    assert aws.client("dynamodb").scan(TableName=name)["Items"] == [{"pk": {"S": "last"}}]
    (image,) = aws.client("ecr").describe_images(repositoryName=name)["imageDetails"]
    assert image["imageDigest"] == digest
    answer = aws.client("lambda").invoke(FunctionName=name, Payload=json.dumps({"n": 7}).encode())
    assert json.loads(answer["Payload"].read()) == {"n": 7}


def test_a_rollout_goes_on_and_its_history_is_whole(again: Callable[[], LocalAws], name: str) -> None:
    service = Service(again(), name)
    service.create(desired=1)
    service.deploy("v2", ready_after="0.3")

    again()

    def shown() -> list[str]:
        return [one["status"] for one in service.service_deployments()]

    eventually(lambda: shown() == ["SUCCESSFUL", "SUCCESSFUL"], "both deployments' end")
