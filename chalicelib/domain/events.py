"""EventBridge events as hints: each parses into something to do, or says why there is nothing to do.

Sources: Amazon ECR user guide, "Amazon ECR events and EventBridge"; Amazon ECS developer guide, "Amazon ECS
service deployment state change events"; captured events under `tests/events/`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from chalicelib.domain.frozen import frozen
from chalicelib.domain.image import ACCOUNT, DIGEST, REGION, REPOSITORY_NAME, TAG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.domain.rule import Rule

_SERVICE_ARN: Final = re.compile(
    r"arn:aws[a-z-]*:ecs:(?P<region>[a-z0-9-]{1,32}):(?P<account>[0-9]{12}):"
    r"service/(?:(?P<cluster>[\w-]{1,255})/)?(?P<service>[\w-]{1,255})",
    re.ASCII,
)
# A circuit breaker's rollback is told by another event of the same name: only its reason differs.
_BEGAN: Final = "SERVICE_DEPLOYMENT_IN_PROGRESS"
_ROLLING_BACK: Final = "rolling back"
_ECS_DEPLOYMENT: Final = re.compile(r"ecs-svc/[0-9]{1,40}")
MAX_QUOTED: Final = 80


@frozen
class Push:
    """An image that landed in ECR under a tag."""

    event_id: str
    account: str
    region: str
    repository: str
    tag: str
    digest: str
    at: datetime


@frozen
class ServiceChange:
    """ECS moved a deployment of a service. Old services have ARNs that do not name their cluster."""

    account: str
    region: str
    cluster: str | None
    service: str
    ecs_deployment: str | None


@frozen
class Ignored:
    """A sound event that asks for nothing. `code` is a metric's dimension, `reason` is for people."""

    code: str
    reason: str


@frozen
class Rejected:
    """Not an event of this kind at all: malformed, or made to look like one."""

    reason: str


PushEvent: TypeAlias = Push | Ignored | Rejected
ServiceEvent: TypeAlias = ServiceChange | Ignored | Rejected


def parse_push(event: object) -> PushEvent:
    """An `ECR Image Action` event as a dict. Never raises, whatever it is given."""
    try:
        return _push(_Fields(event, "event"))
    except ValueError as problem:
        return Rejected(str(problem))


def parse_service_change(event: object) -> ServiceEvent:
    """An `ECS Deployment State Change` event as a dict. Never raises, whatever it is given."""
    try:
        return _service_change(_Fields(event, "event"))
    except ValueError as problem:
        return Rejected(str(problem))


def _push(event: _Fields) -> PushEvent:
    if event.text("source") != "aws.ecr":
        return Rejected(f"source is {event.quoted('source')}; only aws.ecr speaks for ECR")
    if event.text("detail-type") != "ECR Image Action":
        return Ignored("not_an_image_action", f"{event.quoted('detail-type')} is no image action")
    detail = event.fields("detail")
    if detail.text("action-type") != "PUSH":
        return Ignored("not_a_push", f"{detail.quoted('action-type')} puts no new image there")
    if detail.text("result") != "SUCCESS":
        return Ignored("push_failed", f"the push ended with {detail.quoted('result')}")
    if not detail.optional("image-tag"):
        return Ignored("untagged", "a platform's child manifest, an attestation, or an untagged image")
    return Push(
        event_id=event.optional("id")[:128],
        account=event.valid("account", ACCOUNT),
        region=event.valid("region", REGION),
        repository=detail.valid("repository-name", REPOSITORY_NAME),
        tag=detail.valid("image-tag", TAG),
        digest=detail.valid("image-digest", DIGEST),
        at=event.time("time"),
    )


def _service_change(event: _Fields) -> ServiceEvent:
    if event.text("source") != "aws.ecs":
        return Rejected(f"source is {event.quoted('source')}; only aws.ecs speaks for ECS")
    if event.text("detail-type") != "ECS Deployment State Change":
        return Ignored("not_a_deployment", f"{event.quoted('detail-type')} moves no deployment")
    arn = _SERVICE_ARN.fullmatch(event.first("resources"))
    if arn is None:
        return Rejected("event.resources names no ECS service")
    detail = event.fields("detail")
    if detail.optional("eventName") == _BEGAN and _ROLLING_BACK not in detail.optional("reason"):
        return Ignored("began", "a rollout began, which whoever began it knows; its end will be told")
    ecs_deployment = detail.optional("deploymentId")
    return ServiceChange(
        account=arn["account"],
        region=arn["region"],
        cluster=arn["cluster"] or detail.optional("clusterArn").rpartition("/")[2] or None,
        service=arn["service"],
        ecs_deployment=ecs_deployment if _ECS_DEPLOYMENT.fullmatch(ecs_deployment) else None,
    )


class _Fields:
    """Reads the members of an untrusted object; every accessor raises ValueError with the member's path."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise ValueError(f"{path} is no object")  # noqa: TRY004  one error type for garbage
        self._value: Mapping[object, object] = value
        self._path = path

    def fields(self, name: str) -> _Fields:
        return _Fields(self._value.get(name), f"{self._path}.{name}")

    def text(self, name: str) -> str:
        value = self._value.get(name)
        if not isinstance(value, str):
            raise ValueError(f"{self._path}.{name} is no text")  # noqa: TRY004  likewise
        return value

    def optional(self, name: str) -> str:
        return "" if self._value.get(name) is None else self.text(name)

    def first(self, name: str) -> str:
        value = self._value.get(name)
        if not isinstance(value, list) or not value or not isinstance(value[0], str):
            raise ValueError(f"{self._path}.{name} is no list of texts")
        return value[0]

    def quoted(self, name: str) -> str:
        """For messages: escaped and cut, since nothing in it has been checked."""
        return ascii(self.text(name)[:MAX_QUOTED])

    def valid(self, name: str, rule: Rule) -> str:
        try:
            return rule(self.text(name))
        except ValueError as broken:
            raise ValueError(f"{self._path}.{name}: {broken}") from None

    def time(self, name: str) -> datetime:
        try:
            at = datetime.fromisoformat(self.text(name)[:40])
            at = at if at.tzinfo is None else at.astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError(f"{self._path}.{name} is {self.quoted(name)}, which is no time") from None
        if at.tzinfo is None:
            raise ValueError(f"{self._path}.{name} is {self.quoted(name)}, which has no time zone")
        return at
