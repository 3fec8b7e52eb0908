"""An account on the local AWS, as people who are logged in to it see it."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import boto3
from click.testing import CliRunner, Result

from builders import ACCOUNT, CANARY, REGION, REGISTRY
from local_stack import LocalAws, image

ROOT = Path(__file__).parents[1]
OTHER = "345678901234"
BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
RUN = "import sys, importlib; importlib.import_module('slipway.commands.' + sys.argv.pop(1)).command()"
READS = ("Describe", "Get", "List", "BatchGet")


@dataclass(frozen=True)
class Account:
    """`name` is that of the cluster and the repository of a test, which no other test uses."""

    aws: LocalAws
    name: str
    folder: Path

    def client(self, service: str, region: str = REGION, account: str = ACCOUNT) -> Any:
        """Of whichever account: on the local AWS a key of twelve digits is that account's."""
        return boto3.client(
            service,  # type: ignore[call-overload]  # the stubs list each service's name as a literal
            endpoint_url=self.aws.url,
            region_name=region,
            aws_access_key_id=account,
            aws_secret_access_key="any",
        )

    def repository(self, *tags: str, name: str | None = None, **more: Any) -> str:
        """With an image of its own under each tag; returns its URI."""
        name = name or self.name
        self.client("ecr").create_repository(repositoryName=name, **more)
        for tag in tags:
            self.aws.push(name, image(f"{name}-{tag}"), tag)
        return f"{REGISTRY}/{name}"

    def container(self, name: str = "api", image: str | None = None, **more: Any) -> dict[str, Any]:
        environment = [{"name": "PASSWORD", "value": CANARY}]
        runs = image or f"{REGISTRY}/{self.name}:v1"
        return {
            "name": name,
            "image": runs,
            "essential": True,
            "memory": 64,
            "environment": environment,
            **more,
        }

    def service(self, name: str = "web", *containers: dict[str, Any], **more: Any) -> None:
        """A service in the test's cluster that wants no task; `of`: the client of another place; `roles`."""
        ecs, cluster = more.pop("of", self.client("ecs")), more.pop("cluster", self.name)
        ecs.create_cluster(clusterName=cluster)
        registered = ecs.register_task_definition(
            family=f"{self.name}-{name}",
            containerDefinitions=list(containers or (self.container(),)),
            **more.pop("roles", {}),
        )
        ecs.create_service(
            cluster=cluster,
            serviceName=name,
            taskDefinition=registered["taskDefinition"]["taskDefinitionArn"],
            desiredCount=0,
            **{"deploymentConfiguration": BREAKER, **more},
        )

    def mapped(self, service: str = "web", tags: object = "*", **changes: Any) -> dict[str, Any]:
        """One service of the mapping; changes are of `ecs`, but for `trigger`, `image` and `bitbucket`."""
        tops: dict[str, Any] = {key: changes.pop(key) for key in ("trigger", "bitbucket") if key in changes}
        image_changes = changes.pop("image", {})
        return {
            "image": {"repository": self.name, "tags": tags, **image_changes},
            "ecs": {"cluster": self.name, "service": service, **changes},
            **tops,
        }

    def mapping(self, **services: dict[str, Any]) -> str:
        path = self.folder / "services.yaml"
        path.write_text(json.dumps({"version": 1, "services": services or {"web": self.mapped()}}))
        return str(path)

    def slipway(self, verb: str, *arguments: str) -> Result:
        command = import_module(f"slipway.commands.{verb}").command
        return CliRunner().invoke(command, list(arguments))

    def check(self, *arguments: str, **services: dict[str, Any]) -> Result:
        return self.slipway("check", "--live", "--mapping", self.mapping(**services), *arguments)

    def found(self, **services: dict[str, Any]) -> list[tuple[str, str, str]]:
        """(level, service, about) of all that was found and is not fine."""
        findings = json.loads(self.check("--json", **services).output)["live"]["findings"]
        return [(one["level"], one["service"], one["about"]) for one in findings if one["level"] != "ok"]

    def writes(self) -> list[str]:
        """Calls made so far that are no mere reads."""
        return [one for one in self.aws.calls("in-process") if not one.partition(":")[2].startswith(READS)]

    def on_a_terminal(self, columns: int, *arguments: str, given: str = "") -> str:
        """What `slipway` prints to a terminal of that width, on which somebody types what is given."""
        ours, theirs = pty.openpty()
        environment = os.environ | {"TERM": "xterm", "COLUMNS": str(columns), "NO_COLOR": "1"}
        with subprocess.Popen(  # noqa: S603  this interpreter, on the project's own command
            [sys.executable, "-c", RUN, *arguments], stdin=theirs, stdout=theirs, cwd=ROOT, env=environment
        ):
            os.close(theirs)
            os.write(ours, given.encode())
            shown = bytearray()
            try:
                while part := os.read(ours, 4096):
                    shown += part
            except OSError:  # Linux: the other end was closed
                pass
            os.close(ours)
        return re.sub(r"\x1b\[[0-9;]*m|\r", "", shown.decode())


def lines(result: Result, *marks: str) -> Sequence[str]:
    return [line for line in result.output.splitlines() if line[:1] in marks]
