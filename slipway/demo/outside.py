"""What anybody but Slipway can see and do: ECS, ECR, the stand-in for Bitbucket, logs and the list of calls."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import urllib3

from slipway.demo.loglines import readable
from slipway.local import images

if TYPE_CHECKING:
    from slipway.demo.versions import Version
    from slipway.local.stack.stack import Stack

CLUSTER = "demo"
REPOSITORY = "shop"
BITBUCKET_REPOSITORY = "acme/shop"
STAGING = ("shop-api", "shop-worker")
PRODUCTION = ("shop-production",)
SERVICES = STAGING + PRODUCTION
SECONDS = 30.0
LAST_LINES = 6


class OutsideError(Exception):
    """One of the stack's own addresses did not answer as it should; the message names it."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The stack, seen by an outsider. Task definitions never change, so each is asked for once."""

    stack: Stack
    _definitions: dict[str, dict[str, Any]] = field(default_factory=dict)
    _clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self.stack.client(service)
        return self._clients[service]

    def services(self) -> dict[str, dict[str, Any]]:
        """Service name -> what DescribeServices says of it now."""
        answer = self.client("ecs").describe_services(cluster=CLUSTER, services=list(SERVICES))
        return {one["serviceName"]: one for one in answer["services"]}

    def definition(self, arn: str) -> dict[str, Any]:
        """Return DescribeTaskDefinition's answer: `taskDefinition` and `tags`."""
        if arn not in self._definitions:
            answer = self.client("ecs").describe_task_definition(taskDefinition=arn, include=["TAGS"])
            self._definitions[arn] = {name: answer[name] for name in ("taskDefinition", "tags")}
        return self._definitions[arn]

    def statuses(self, commit: str) -> dict[str, list[dict[str, Any]]]:
        """Service name -> the changes of its build status on that commit, oldest first."""
        builds = _json("GET", f"{self.stack.bitbucket}/_local/statuses")
        return {
            _service(build): build["changes"]
            for build in builds
            if (build["repository"], build["commit"]) == (BITBUCKET_REPOSITORY, commit)
        }

    def page(self, commit: str) -> str:
        """Where the stand-in for Bitbucket shows that commit and its badges."""
        return f"{self.stack.bitbucket}/{BITBUCKET_REPOSITORY}/commits/{commit}"

    def push(self, version: Version, repository: str = REPOSITORY) -> None:
        """Push with what ECR gives out as user and password, as docker does."""
        data = self.client("ecr").get_authorization_token()["authorizationData"][0]
        user, _, password = base64.b64decode(data["authorizationToken"]).decode().partition(":")
        images.push(self.stack.aws, repository, version.image, [version.tag], (user, password))

    def manual_step(self, service: str, commit: str) -> None:
        """Ask for that commit's image as the manual step of a pipeline does, by its own OIDC token."""
        token = _json("POST", f"{self.stack.bitbucket}/_local/tokens", {})["token"]
        self.ask("POST", f"/services/{service}/deployments", token, {"commit": commit})

    def ask(self, method: str, path: str, token: str, body: object = None) -> Any:
        """Call Slipway's HTTP API as whoever has that token."""
        return _json(method, f"{self.stack.api}{path}", body, {"Authorization": f"Bearer {token}"})

    def send(self, event: dict[str, Any]) -> None:
        """Put an event of AWS's own on the bus."""
        _json("POST", f"{self.stack.aws}/_local/events", event)

    def calls(self) -> list[dict[str, str]]:
        """What Slipway's functions have asked of ECS so far, oldest first."""
        ours = set(self.stack.functions.values())
        calls = _json("GET", f"{self.stack.aws}/_local/calls")
        return [one for one in calls if one["service"] == "ecs" and one["principal"] in ours]

    def last_lines(self, function: str) -> list[str]:
        """Return the end of the log of the function that app.py calls `function`; nothing when it has none."""
        logs = self.client("logs")
        try:
            events = logs.filter_log_events(logGroupName=self.log_group(function))["events"]
        except logs.exceptions.ResourceNotFoundException:
            return []
        lines = [line for event in events for line in str(event["message"]).splitlines()]
        return readable(lines)[-LAST_LINES:]

    def log_group(self, function: str) -> str:
        return f"/aws/lambda/{self.stack.functions[function]}"


def _service(build: dict[str, Any]) -> str:
    name: str = build["changes"][-1]["name"]
    return name.removeprefix("Deploy ")


def _json(method: str, url: str, body: object = None, headers: dict[str, str] | None = None) -> Any:
    content = None if body is None else json.dumps(body).encode()
    given = {"Content-Type": "application/json"} | (headers or {})
    try:
        answer = urllib3.request(method, url, body=content, headers=given, timeout=SECONDS, retries=False)
    except urllib3.exceptions.HTTPError as error:
        raise OutsideError(f"{method} {url} got no answer: {error}") from error
    if answer.status not in {200, 201, 202}:
        raise OutsideError(
            f"{method} {url} answered {answer.status}: {answer.data.decode(errors='replace')[:300]}"
        )
    return answer.json()
