"""Many services of one cluster, and many pushes to them in whatever order."""

from __future__ import annotations

import json
import os
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from builders import ACCOUNT, REGION, REGISTRY, commit
from local_stack import image
from reliability.rollouts import Rollouts
from waiting import eventually

if TYPE_CHECKING:
    from local_stack import Local, LocalAws

SOAK = "SLIPWAY_SOAK" in os.environ
CLUSTER = "fleet"
SERVICES = tuple(f"fleet-{number:03}" for number in range(100 if SOAK else 20))
PUSHES = 10 if SOAK else 5
HANDS = 4


@dataclass
class Fleet:
    """`pushed`: service -> its images' digests in the order of their pushes; `events`: what ECR said of them."""

    aws: LocalAws
    bitbucket: Local
    services: tuple[str, ...]
    pushes: int
    pushed: dict[str, list[str]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)

    def begin(self) -> None:
        self.aws.client("ecs").create_cluster(clusterName=CLUSTER)
        with ThreadPoolExecutor(HANDS) as hands:
            list(hands.map(self._create, self.services))
        eventually(self._steady, "steady services")
        self.aws.local("DELETE", "calls")

    def end(self) -> None:
        for service in self.services:
            self.aws.client("ecs").delete_service(cluster=CLUSTER, service=service, force=True)

    def tag(self, service: str, number: int) -> str:
        return commit(f"{service} {number}")

    def push_all(self) -> None:
        """Every image lands in ECR; the events have yet to be delivered."""
        queue = self._listen()
        with ThreadPoolExecutor(HANDS) as hands:
            found = hands.map(self._push, self.services)
            self.pushed = dict(zip(self.services, found, strict=True))
        total = len(self.services) * self.pushes
        eventually(lambda: self._drain(queue) >= total, f"{total} events of pushes", within=120)
        self.aws.client("events").disable_rule(Name=CLUSTER)

    def deliver_shuffled(self, seed: int) -> None:
        """Through EventBridge, from several hands at once."""
        shuffled = list(self.events)
        random.Random(seed).shuffle(shuffled)  # noqa: S311  an order, not a secret
        with ThreadPoolExecutor(HANDS) as hands:
            list(hands.map(lambda event: self.aws.local("POST", "events", event), shuffled))

    def rollouts(self, service: str) -> Rollouts:
        return Rollouts(self.aws, CLUSTER, service, service)

    def shown(self) -> dict[str, str]:
        """Commit -> its last state, over all services."""
        return {one["commit"]: one["changes"][-1]["state"] for one in self.bitbucket("GET", "statuses")}

    def _create(self, service: str) -> None:
        self.aws.client("ecr").create_repository(repositoryName=service)
        self.aws.push(service, image("v1"), "v1")
        ecs = self.aws.client("ecs")
        container = {"name": "api", "image": f"{REGISTRY}/{service}:v1", "essential": True, "memory": 64}
        first = ecs.register_task_definition(family=service, containerDefinitions=[container])
        ecs.create_service(
            cluster=CLUSTER,
            serviceName=service,
            taskDefinition=first["taskDefinition"]["taskDefinitionArn"],
            desiredCount=1,
        )

    def _steady(self) -> bool:
        ecs = self.aws.client("ecs")
        for start in range(0, len(self.services), 10):
            part = list(self.services[start : start + 10])
            for one in ecs.describe_services(cluster=CLUSTER, services=part)["services"]:
                if [each["rolloutState"] for each in one["deployments"]] != ["COMPLETED"]:
                    return False
        return True

    def _push(self, service: str) -> list[str]:
        tags = [self.tag(service, number) for number in range(self.pushes)]
        manifests = {tag: image(tag).manifest.data.decode() for tag in tags}
        ecr = self.aws.client("ecr")
        answers = [
            ecr.put_image(repositoryName=service, imageTag=tag, imageManifest=manifest)
            for tag, manifest in manifests.items()
        ]
        return [one["image"]["imageId"]["imageDigest"] for one in answers]

    def _listen(self) -> str:
        events = self.aws.client("events")
        queue: str = self.aws.client("sqs").create_queue(QueueName=CLUSTER)["QueueUrl"]
        pattern = {"source": ["aws.ecr"], "detail": {"repository-name": list(self.services)}}
        events.put_rule(Name=CLUSTER, EventPattern=json.dumps(pattern))
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{CLUSTER}"
        events.put_targets(Rule=CLUSTER, Targets=[{"Id": "queue", "Arn": arn}])
        return queue

    def _drain(self, queue: str) -> int:
        sqs = self.aws.client("sqs")
        while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
            self.events += [json.loads(one["Body"]) for one in messages]
            entries = [
                {"Id": str(at), "ReceiptHandle": one["ReceiptHandle"]} for at, one in enumerate(messages)
            ]
            sqs.delete_message_batch(QueueUrl=queue, Entries=entries)
        return len(self.events)
