"""One service on its way: images are pushed, and what AWS says of it is carried to the handlers."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import app
from builders import ACCOUNT, REGION, REGISTRY
from local_stack import image
from slipway.local.bitbucket.identity import REPOSITORY_UUID
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_stack import Local, LocalAws

COMPLETED = "SERVICE_DEPLOYMENT_COMPLETED"
DECIDED = {"SUCCESSFUL", "FAILED", "STOPPED"}


@dataclass
class Context:
    """What Lambda tells a handler of its run."""

    function_name: str
    memory_limit_in_mb: int = 512
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


def service_of(name: str, **more: object) -> dict[str, Any]:
    """The service of that name as the mapping has it; v1 runs there before Slipway is heard of."""
    return {
        "image": {"repository": name, "tags": {"regex": "^(?!v1$)"}},
        "ecs": {"cluster": name, "service": "web"},
        "bitbucket": {"repository": f"acme/{name}", "uuid": REPOSITORY_UUID},
        **more,
    }


@dataclass
class Journey:
    """`name` is that of the table, the cluster, the repository, the secret and the mapped service."""

    aws: LocalAws
    bitbucket: Local
    name: str
    queues: dict[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        """v1 runs steadily, and whatever functions hear of it have done with it.

        One that still looked at the end of v1's rollout could find the first push before the function does that
        the push itself starts, and do its work.
        """
        self.aws.client("ecr").create_repository(repositoryName=self.name)
        self.aws.push(self.name, image("v1"), "v1")
        arn = f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/{self.name}/web"
        self._subscribe(
            "changes",
            {"source": ["aws.ecs"], "detail-type": ["ECS Deployment State Change"], "resources": [arn]},
        )
        ecs = self.aws.client("ecs")
        ecs.create_cluster(clusterName=self.name)
        first = ecs.register_task_definition(
            family=self.name,
            containerDefinitions=[
                {
                    "name": "api",
                    "image": f"{REGISTRY}/{self.name}:v1",
                    "essential": True,
                    "memory": 64,
                    "environment": [{"name": "PASSWORD", "value": f"c4n4ry-{self.name}"}],
                }
            ],
        )["taskDefinition"]["taskDefinitionArn"]
        ecs.create_service(
            cluster=self.name,
            serviceName="web",
            taskDefinition=first,
            desiredCount=1,
            deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
        )
        self.told_the_end()
        self.aws.quiet()
        self._subscribe("pushes", {"source": ["aws.ecr"], "detail": {"repository-name": [self.name]}})
        self.aws.local("DELETE", "calls")

    def end(self) -> None:
        for rule in self.queues:
            self.aws.client("events").disable_rule(Name=f"{self.name}-{rule}")
        self.aws.client("ecs").delete_service(cluster=self.name, service="web", force=True)

    def _subscribe(self, rule: str, pattern: dict[str, Any]) -> None:
        name, events = f"{self.name}-{rule}", self.aws.client("events")
        self.queues[rule] = self.aws.client("sqs").create_queue(QueueName=name)["QueueUrl"]
        events.put_rule(Name=name, EventPattern=json.dumps(pattern))
        target = {"Id": "queue", "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"}
        events.put_targets(Rule=name, Targets=[target])

    # What happens

    def push(self, tag: str, *more: str, word: str | None = None, **labels: str) -> list[dict[str, Any]]:
        """Pushes an image under these tags; returns ECR's events, which have yet to be delivered."""
        self.aws.push(self.name, image(word or tag, **labels), tag, *more)
        wanted, found = {tag, *more}, list[dict[str, Any]]()

        def arrived() -> bool:
            found.extend(self._events("pushes"))
            return {one["detail"]["image-tag"] for one in found} >= wanted

        eventually(arrived, f"the events of {wanted}")
        return found

    def told_the_end(self) -> dict[str, Any]:
        """ECS's event that the rollout under way has completed, once it is there; others are dropped."""

        def completed() -> dict[str, Any] | None:
            found = [one for one in self._events("changes") if one["detail"]["eventName"] == COMPLETED]
            return found[-1] if found else None

        event = eventually(completed, "ECS's word that the rollout has completed")
        assert event is not None
        return event

    def deliver(self, *events: dict[str, Any]) -> None:
        for event in events:
            app.image_pushed(event, Context("slipway-image_pushed"))

    def pushed(self, tag: str, *more: str, **labels: str) -> None:
        """Pushes and delivers."""
        self.deliver(*self.push(tag, *more, **labels))

    def sweep(self) -> None:
        app.sweep({"source": "aws.events", "detail-type": "Scheduled Event"}, Context("slipway-sweep"))

    def make_due(self) -> None:
        """As if minutes had passed: whatever the table has to be looked at some day is due now."""
        self.aws.client("dynamodb").update_item(
            TableName=self.name,
            Key={"pk": {"S": f"SERVICE#{self.name}"}, "sk": {"S": "SERVICE"}},
            UpdateExpression="SET due_at = :long_ago",
            ExpressionAttributeValues={":long_ago": {"N": "0"}},
        )

    def carry(self, until: Callable[[], object], what: str) -> None:
        """Carries what ECS says to its handler until something is so."""

        def carried() -> object:
            for event in self._events("changes"):
                app.deployment_changed(event, Context("slipway-deployment_changed"))
            return until()

        eventually(carried, what)

    def decided(self, commit: str) -> dict[str, str]:
        """The commit's last status, once it is no more in progress."""
        self.carry(lambda: (self.shown(commit) or [""])[-1] in DECIDED, f"an end on {commit[:7]}")
        return self.changes(commit)[-1]

    def _events(self, rule: str) -> list[dict[str, Any]]:
        sqs, url = self.aws.client("sqs"), self.queues[rule]
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in messages]

    # What a test looks at

    def changes(self, commit: str) -> list[dict[str, str]]:
        """All that the commit's status ever said."""
        found = [one for one in self.bitbucket("GET", "statuses") if one["repository"] == f"acme/{self.name}"]
        return [change for one in found if one["commit"] == commit for change in one["changes"]]

    def shown(self, commit: str) -> list[str]:
        return [one["state"] for one in self.changes(commit)]

    def service(self) -> dict[str, Any]:
        answer = self.aws.client("ecs").describe_services(cluster=self.name, services=["web"])
        found: dict[str, Any] = answer["services"][0]
        return found

    def states(self) -> list[str]:
        return [one["rolloutState"] for one in self.service()["deployments"]]

    def running(self) -> dict[str, Any]:
        """The task definition that the service is told to run."""
        answer = self.aws.client("ecs").describe_task_definition(
            taskDefinition=self.service()["taskDefinition"], include=["TAGS"]
        )
        found: dict[str, Any] = {**answer["taskDefinition"], "tags": answer.get("tags", [])}
        return found

    def image(self) -> str:
        found: str = self.running()["containerDefinitions"][0]["image"]
        return found

    def calls(self) -> list[str]:
        """What this process asked of AWS."""
        return self.aws.calls("in-process")

    def items(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.aws.client("dynamodb").scan(TableName=self.name)["Items"]
        return found

    def ends(self, commit: str, state: str) -> dict[str, str]:
        """The commit's last status, once its state is that; nobody but the stack carries events."""
        eventually(lambda: self.shown(commit)[-1:] == [state], f"{state} on {commit[:7]}")
        return self.changes(commit)[-1]

    def deployments(self) -> dict[str, str]:
        """Tag -> state of every deployment in the table."""
        found = [one for one in self.items() if one["sk"]["S"].startswith("DEPLOYMENT#")]
        return {one["wish"]["M"]["tag"]["S"]: one["state"]["S"] for one in found}
