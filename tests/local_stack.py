"""The local AWS and the stand-in for Bitbucket, as tests use them."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import urllib3
import yaml

from builders import ACCOUNT, REGION
from chalicelib.adapters import aws, ecr, ecs_clients, secrets
from chalicelib.bootstrap import events, requests, tokens
from slipway.local.images import build, push
from slipway.local.stack import local_aws, ports
from slipway.local.stack.cloud import Cloud
from slipway.local.stack.wanted import Wanted
from slipway.packaging.order import ROOT
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from slipway.local.images import Image, Index

PACE = ("steady=0.1", "pull=0.05", "drain=0.05", "restart=0.1", "listed=0.1", "async_retry=0.1")
LINUX = "linux/amd64"


@dataclass(frozen=True, slots=True)
class Local:
    """One of the two servers' own API below `/_local/`."""

    url: str

    def __call__(self, method: str, name: str, body: object = None) -> Any:
        answer = urllib3.request(method, f"{self.url}/_local/{name}", json=body, timeout=20, retries=False)
        assert answer.status < 300, f"{method} {name}: {answer.status} {answer.data!r}"
        return json.loads(answer.data) if answer.data else None


@dataclass(frozen=True, slots=True)
class LocalAws:
    """A running local AWS; `cloud` makes an outsider's clients."""

    cloud: Cloud

    @property
    def url(self) -> str:
        return self.cloud.url

    @property
    def local(self) -> Local:
        return Local(self.cloud.url)

    def client(self, service: str) -> Any:
        return self.cloud.client(service)

    def push(self, repository: str, image: Image | Index, *tags: str) -> str:
        """Pushes over the registry protocol, as docker does; returns the digest."""
        return push(self.cloud.url, repository, image, tags, ("AWS", "password"))

    def table(self, name: str) -> None:
        """A table as the template declares it."""
        self.client("dynamodb").create_table(TableName=name, **table_schema())

    def fault(self, service: str, operation: str, error: str, **more: object) -> None:
        self.local("POST", "faults", {"service": service, "operation": operation, "error": error, **more})

    def quiet(self) -> None:
        """Waits until every event has reached its targets and every function that one started has ended."""
        eventually(lambda: not any(self.local("GET", "pending").values()), "an end of all that is on its way")

    def calls(self, principal: str | None = None) -> list[str]:
        """`service:Operation` of every call so far, oldest first; of that principal alone if given."""
        found = self.local("GET", "calls")
        wanted = [one for one in found if principal is None or one["principal"] == principal]
        return [f"{one['service']}:{one['operation']}" for one in wanted]


@contextmanager
def running_aws(folder: Path) -> Iterator[LocalAws]:
    """The local AWS in a process of its own, fast, for as long as the block lasts."""
    wanted = Wanted(region=REGION, account=ACCOUNT, pace=PACE)
    port = ports.choose(0, "--aws-port")
    with local_aws.start(wanted, port, folder) as process:
        process.ready_line()
        yield LocalAws(Cloud(f"http://{ports.HOST}:{port}", REGION, ACCOUNT))


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """These variables for as long as the block lasts."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def at_home(local: LocalAws) -> Iterator[None]:
    """The adapters in this process speak with the local AWS, as a function's do by its environment."""
    with environment(
        AWS_ENDPOINT_URL=local.url,
        AWS_ACCESS_KEY_ID="in-process",
        AWS_SECRET_ACCESS_KEY="in-process",
        AWS_DEFAULT_REGION=REGION,
    ):
        forget()
        try:
            yield
        finally:
            forget()


def forget() -> None:
    """Starts cold: every client, secret and deployer that was remembered is made anew."""
    for remembered in (
        aws.session,
        aws.client,
        ecs_clients._client,  # noqa: SLF001  made once a process, and tests change the process's surroundings
        ecs_clients._assumed,  # noqa: SLF001  likewise
        ecr._http,  # noqa: SLF001  likewise
        secrets._provider,  # noqa: SLF001  likewise
        events.deployer,
        requests.house,
        tokens.authorizer,
    ):
        remembered.cache_clear()


class _Template(yaml.SafeLoader):
    """CloudFormation's short functions stand as they are: what is read here has none that matters."""


_Template.add_multi_constructor("!", lambda _loader, suffix, _node: suffix)


def table_schema() -> dict[str, Any]:
    """What CreateTable takes, from the template that ships."""
    template = yaml.load((ROOT / "infra/template.yaml").read_text(), _Template)  # noqa: S506  a SafeLoader
    declared = template["Resources"]["Table"]["Properties"]
    members = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    return {member: declared[member] for member in members}


def image(word: str, platform: str = LINUX, **labels: str) -> Image:
    """An image that differs with the word; `exit_after` is the label local.exit-after, `revision` OCI's."""
    names = {"revision": "org.opencontainers.image.revision"}
    named = {names.get(name, f"local.{name.replace('_', '-')}"): value for name, value in labels.items()}
    return build({"app": word.encode()}, named, platform)
