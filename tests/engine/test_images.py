"""Images built without a daemon: whichever tool pushes them, ECR says the same of them, and they run."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

from builders import ACCOUNT, REGION
from engine.layout import image_in
from slipway.demo.containers.building import Version, run, tool
from slipway.demo.containers.site import PORT
from slipway.local.images import build, index, push
from waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from local_stack import LocalAws
    from slipway.demo.containers.building import Builder
    from slipway.local.images import Image, Index

pytestmark = pytest.mark.xdist_group("engine")
HERE = "linux/arm64" if platform.machine() in {"arm64", "aarch64"} else "linux/amd64"
ELSEWHERE = "linux/amd64" if HERE == "linux/arm64" else "linux/arm64"
LOGIN = ("AWS", "password")


@pytest.fixture(scope="module")
def folder(builder: Builder) -> Path:
    """The layout of the sample app, as `buildah bud --isolation chroot` built it."""
    layout = builder.folder / "layout"
    builder.push(builder.build(Version("v7")), f"oci:{layout}")
    return layout


@pytest.fixture(scope="module")
def image(folder: Path) -> Image:
    return image_in(folder, HERE)


@pytest.fixture(scope="module")
def multi(image: Image) -> Index:
    """As docker buildx leaves it: two platforms, each with its attestation. The other one would not run here."""
    return index([build({"app": b"none"}, {}, ELSEWHERE), image])


@dataclass
class Registry:
    aws: LocalAws

    def url(self, repository: str) -> str:
        return f"docker://{self.aws.url.removeprefix('http://')}/{repository}:v7"

    def copy(self, source: str, repository: str) -> None:
        """By skopeo."""
        insecure = ("--src-tls-verify=false", "--dest-tls-verify=false")
        login = ("--src-creds", ":".join(LOGIN)) if source.startswith("docker:") else ()
        run(
            [
                *(tool("skopeo"), "copy", "--all", "--preserve-digests", *insecure, *login),
                *("--dest-creds", ":".join(LOGIN), source, self.url(repository)),
            ]
        )

    def repository(self, name: str) -> str:
        self.aws.client("ecr").create_repository(repositoryName=name)
        return name

    def mailbox(self) -> str:
        sqs, events = self.aws.client("sqs"), self.aws.client("events")
        queue: str = sqs.create_queue(QueueName="pushes")["QueueUrl"]
        events.put_rule(Name="pushes", EventPattern=json.dumps({"source": ["aws.ecr"]}))
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:pushes"
        events.put_targets(Rule="pushes", Targets=[{"Id": "queue", "Arn": arn}])
        return queue

    def pushes(self, queue: str, wanted: set[str]) -> dict[str, dict[str, Any]]:
        """Repository -> the detail of its tagged push, without the repository's name."""
        found: dict[str, dict[str, Any]] = {}

        def heard() -> bool:
            answer = self.aws.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
            for message in answer.get("Messages", []):
                detail = json.loads(message["Body"])["detail"]
                name = detail.pop("repository-name")
                if detail.get("image-tag"):
                    assert name not in found, "one push, one event"
                    found[name] = detail
            return found.keys() >= wanted

        eventually(heard, f"pushes to {wanted}")
        return found


@pytest.fixture(scope="module")
def registry(real_aws: LocalAws) -> Registry:
    return Registry(real_aws)


def test_one_event_tells_of_an_image_whichever_tool_pushed_it(
    registry: Registry, folder: Path, image: Image, multi: Index
) -> None:
    queue = registry.mailbox()
    names = {name: registry.repository(name) for name in ("single-a", "single-b", "multi-a", "multi-b")}
    registry.copy(f"oci:{folder}", "single-a")
    push(registry.aws.url, "single-b", image, ["v7"], LOGIN)
    push(registry.aws.url, "multi-b", multi, ["v7"], LOGIN)
    registry.copy(registry.url("multi-b"), "multi-a")
    heard = registry.pushes(queue, set(names))
    assert heard["single-a"] == heard["single-b"]
    assert heard["single-a"]["image-digest"] == image.digest
    assert heard["multi-a"] == heard["multi-b"]
    assert heard["multi-a"]["image-digest"] == multi.digest


def test_of_an_index_with_attestations_the_image_for_this_machine_runs(
    registry: Registry, multi: Index
) -> None:
    push(registry.aws.url, registry.repository("multi"), multi, ["v7"], LOGIN)
    url = _served(registry.aws, "multi")

    def answered() -> bool:
        return urllib3.request("GET", url, retries=False, timeout=5).data == b"v7\n"

    eventually(answered, "an answer of version 7")


def _served(aws: LocalAws, name: str) -> str:
    """A service of one task of that repository's image; where it is reached."""
    ecs = aws.client("ecs")
    ecs.create_cluster(clusterName=name)
    registry = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
    container = {
        "name": "app",
        "image": f"{registry}/{name}:v7",
        "portMappings": [{"containerPort": PORT}],
    }
    ecs.register_task_definition(family=name, containerDefinitions=[container], cpu="256", memory="512")
    ecs.create_service(cluster=name, serviceName=name, taskDefinition=name, desiredCount=1)
    body = {"cluster": name, "service": name}
    url: str = aws.local("PUT", "services", body)["url"]
    return url
