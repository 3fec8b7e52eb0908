"""All that can be read of a local AWS and of the stand-in for Bitbucket once tests have used them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from local_stack import Local, LocalAws
from slipway.local.bitbucket import RunningBitbucket
from slipway.local.stack.cloud import Cloud
from slipway.local.stack.stack import Stack

SHORTEST = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """`client` makes an outsider's clients of the local AWS; `bitbucket` is the stand-in's own API.

    `secrets` are those that neither of them keeps in clear.
    """

    client: Callable[[str], Any] | None = None
    bitbucket: Local | None = None
    secrets: tuple[str, ...] = ()

    def assert_no_canary(self, marks: tuple[str, ...]) -> None:
        """`marks`, and whatever the local AWS keeps as secret or as environment, stands nowhere."""
        canaries = {*marks, *self.secrets, *(self._canaries(self.client) if self.client else ())}
        told = [
            f"{where}: …{text[max(text.find(canary) - 200, 0) :][:500]}"
            for where, text in self.texts()
            for canary in canaries
            if canary in text
        ]
        assert not told, f"a canary was told in {told[:5]}"

    def texts(self) -> Iterator[tuple[str, str]]:
        """Where it stands, and what."""
        if self.bitbucket is not None:
            yield "Bitbucket", json.dumps(self.bitbucket("GET", "statuses"))
        if self.client is not None:
            yield from self._log_lines(self.client("logs"))
            yield from self._items(self.client("dynamodb"))
            yield from self._messages(self.client("sqs"))

    def _canaries(self, client: Callable[[str], Any]) -> Iterator[str]:
        for value in (*_secrets(client("secretsmanager")), *_environments(client("ecs"))):
            if len(value) >= SHORTEST:
                yield value

    def _log_lines(self, logs: Any) -> Iterator[tuple[str, str]]:
        for group in _pages(logs, "describe_log_groups", "logGroups"):
            name = group["logGroupName"]
            for event in _pages(logs, "filter_log_events", "events", logGroupName=name):
                yield f"the log of {name}", event["message"]

    def _items(self, dynamodb: Any) -> Iterator[tuple[str, str]]:
        for table in _pages(dynamodb, "list_tables", "TableNames"):
            for item in _pages(dynamodb, "scan", "Items", TableName=table):
                yield f"the table {table}", json.dumps(item, default=repr)

    def _messages(self, sqs: Any) -> Iterator[tuple[str, str]]:
        """Events and dead letters that nobody fetched; they are gone once the stack ends, so they are taken."""
        for url in sqs.list_queues().get("QueueUrls", []):
            while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
                for message in messages:
                    yield f"the queue {url}", message["Body"]
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def reading_of(started: object) -> Reading | None:
    """Of what a fixture started: a local AWS, a stand-in for Bitbucket, or a stack of both."""
    stack = getattr(started, "stack", started)
    if isinstance(stack, Stack):
        cloud = Cloud(stack.aws, stack.region, stack.account)
        return Reading(cloud.client, Local(stack.bitbucket), (stack.operator_token,))
    if isinstance(started, LocalAws):
        return Reading(started.client)
    if isinstance(started, RunningBitbucket):
        return Reading(bitbucket=Local(started.url))
    return None


def _pages(client: Any, call: str, member: str, **arguments: str) -> Iterator[Any]:
    for page in client.get_paginator(call).paginate(**arguments):
        yield from page[member]


def _secrets(manager: Any) -> Iterator[str]:
    for secret in _pages(manager, "list_secrets", "SecretList"):
        value = manager.get_secret_value(SecretId=secret["ARN"]).get("SecretString", "")
        try:
            content = json.loads(value)
        except ValueError:
            content = value
        yield from map(str, content.values()) if isinstance(content, dict) else (value,)


def _environments(ecs: Any) -> Iterator[str]:
    for arn in _pages(ecs, "list_task_definitions", "taskDefinitionArns"):
        described = ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]
        for container in described["containerDefinitions"]:
            yield from (variable["value"] for variable in container.get("environment", []))
