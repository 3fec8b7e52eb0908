"""The package as it ships, on the local AWS: its functions, their failures, and what they leave behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from journey import Journey
from reliability.processes import kill_workers
from reliability.rollouts import Rollouts
from reliability.table import Table
from waiting import eventually

if TYPE_CHECKING:
    from local_stack import Local, LocalAws
    from slipway.local.stack.stack import Stack

SWEEP = {"source": "aws.events", "detail-type": "Scheduled Event"}


@dataclass
class Deployed:
    """`singles` are names of mapped services that no test has used yet."""

    stack: Stack
    aws: LocalAws
    bitbucket: Local
    singles: Iterator[str]
    begun: list[Journey] = field(default_factory=list)

    @property
    def table(self) -> Table:
        return Table(self.aws, self.stack.table)

    @property
    def port(self) -> int:
        return int(self.stack.aws.rpartition(":")[2])

    def schedule(self, *, enabled: bool) -> None:
        """Whether EventBridge sweeps every minute, which lasts two seconds here."""
        self._switch("sweep", enabled=enabled)

    def at_most(self, concurrency: int) -> None:
        """So many copies of a function run at a time; Lambda has the other events wait."""
        for function in self.stack.functions.values():
            self.aws.client("lambda").put_function_concurrency(
                FunctionName=function, ReservedConcurrentExecutions=concurrency
            )

    def start_cold(self) -> None:
        """Whatever functions run next remembers nothing."""
        for function in self.stack.functions.values():
            kill_workers(self.port, function)

    def time_out_after(self, seconds: int) -> None:
        """Of the functions that a push runs; one that is killed leaves a lease that lasts so long."""
        for name in ("image_pushed", "deployment_changed"):
            self.aws.client("lambda").update_function_configuration(
                FunctionName=self.stack.functions[name], Timeout=seconds
            )

    def warm(self) -> None:
        """The functions that a push runs have started."""
        for name in ("image_pushed", "deployment_changed"):
            eventually(partial(self._runs, name), f"{name} to start")

    def _runs(self, function: str) -> bool:
        return "FunctionError" not in self.invoke(function, {})

    def begin(self) -> None:
        self.bitbucket("DELETE", "requests")
        self.aws.local("DELETE", "calls")

    def end(self) -> None:
        self.aws.local("DELETE", "faults")
        self.bitbucket("DELETE", "faults")
        for one in self.begun:
            one.end()
        self.begun.clear()
        self.aws.quiet()
        self.aws.client("sqs").purge_queue(QueueUrl=self.stack.dead_letters)

    def journey(self) -> Journey:
        """One more mapped service, which runs v1 steadily."""
        started = Journey(self.aws, self.bitbucket, next(self.singles))
        self.begun.append(started)
        started.begin()
        return started

    # What happens

    def invoke(self, function: str, event: object) -> dict[str, Any]:
        """Runs a function by its name in app.py; returns Lambda's answer."""
        answer = self.aws.client("lambda").invoke(
            FunctionName=self.stack.functions[function], Payload=json.dumps(event).encode()
        )
        return {**answer, "Payload": answer["Payload"].read().decode()}

    def sweep(self) -> None:
        answer = self.invoke("sweep", SWEEP)
        assert "FunctionError" not in answer, answer["Payload"]

    def pushes_are_told(self, *, enabled: bool) -> None:
        """Whether EventBridge tells `image_pushed` of what lands in ECR."""
        self._switch("image_pushed", enabled=enabled)

    def ends_are_told(self, *, enabled: bool) -> None:
        """Whether EventBridge tells `deployment_changed` of what ECS says."""
        self._switch("deployment_changed", enabled=enabled)

    def _switch(self, function: str, *, enabled: bool) -> None:
        events, name = self.aws.client("events"), self.stack.functions[function]
        arn = self.aws.client("lambda").get_function_configuration(FunctionName=name)["FunctionArn"]
        for rule in events.list_rule_names_by_target(TargetArn=arn)["RuleNames"]:
            (events.enable_rule if enabled else events.disable_rule)(Name=rule)

    # What a test looks at

    def rollouts(self, journey: Journey) -> Rollouts:
        return Rollouts(self.aws, journey.name, "web", journey.name)

    def dead_letters(self) -> list[dict[str, Any]]:
        answer = self.aws.client("sqs").receive_message(
            QueueUrl=self.stack.dead_letters, MaxNumberOfMessages=10, VisibilityTimeout=0
        )
        return [json.loads(one["Body"]) for one in answer.get("Messages", [])]

    def told(self, function: str, **fields: str) -> list[dict[str, Any]]:
        """The JSON lines that the function ever logged with those fields."""
        pages = (
            self.aws.client("logs")
            .get_paginator("filter_log_events")
            .paginate(logGroupName=f"/aws/lambda/{self.stack.functions[function]}")
        )
        lines = [line for page in pages for one in page["events"] for line in one["message"].splitlines()]
        found = [json.loads(line) for line in lines if line.startswith("{")]
        return [
            one for one in found if fields.items() <= {k: v for k, v in one.items() if k in fields}.items()
        ]
