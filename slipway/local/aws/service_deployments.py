"""The records behind ListServiceDeployments, DescribeServiceDeployments and DescribeServiceRevisions."""

from __future__ import annotations

import secrets
import string
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slipway.local.aws.shapes import Json, ServiceKey


class Status(StrEnum):
    IN_PROGRESS = "IN_PROGRESS"
    SUCCESSFUL = "SUCCESSFUL"
    STOPPED = "STOPPED"
    STOP_REQUESTED = "STOP_REQUESTED"
    ROLLBACK_REQUESTED = "ROLLBACK_REQUESTED"
    ROLLBACK_IN_PROGRESS = "ROLLBACK_IN_PROGRESS"
    ROLLBACK_SUCCESSFUL = "ROLLBACK_SUCCESSFUL"
    ROLLBACK_FAILED = "ROLLBACK_FAILED"


ONGOING = frozenset(
    {Status.IN_PROGRESS, Status.STOP_REQUESTED, Status.ROLLBACK_REQUESTED, Status.ROLLBACK_IN_PROGRESS}
)
_CARRIED = (
    "launchType",
    "capacityProviderStrategy",
    "platformVersion",
    "platformFamily",
    "networkConfiguration",
    "loadBalancers",
    "serviceRegistries",
)
_ALPHABET = string.ascii_letters + string.digits + "-_"


@dataclass(slots=True)
class ServiceDeployment:
    """One UpdateService (or CreateService) and what became of it. Times are seconds since the epoch."""

    arn: str
    service_arn: str
    cluster_arn: str
    deployment: str
    """The deployment's id, `ecs-svc/N`; N is the number of the target service revision."""
    target: str
    source: str | None
    configuration: Json
    threshold: int | None
    created_at: float = field(default_factory=time.time)
    updated_at: float = field(default_factory=time.time)
    finished_at: float | None = None
    stopped_at: float | None = None
    status: Status = Status.IN_PROGRESS
    reason: str | None = None
    rollback: Json | None = None
    tripped: bool = False

    def move(self, status: Status, reason: str | None = None) -> None:
        self.status, self.updated_at = status, time.time()
        self.reason = reason or self.reason
        if status not in ONGOING:
            self.finished_at = self.updated_at
        if status in (Status.STOPPED, Status.STOP_REQUESTED):
            self.stopped_at = self.updated_at

    def roll_back(self, status: Status, revision: str, reason: str) -> None:
        self.rollback = {"reason": reason, "startedAt": time.time(), "serviceRevisionArn": revision}
        self.move(status, reason)


@dataclass(slots=True)
class Book:
    """All service deployments and service revisions: what would have to be saved to survive a restart."""

    deployments: dict[ServiceKey, list[ServiceDeployment]] = field(default_factory=dict)
    revisions: dict[str, Json] = field(default_factory=dict)

    def open(
        self, key: ServiceKey, service: Json, deployment: Json, threshold: int | None
    ) -> ServiceDeployment:
        """Enters a deployment that has just begun; one of the service's that was under way ends as replaced."""
        current = self.under_way(key)
        if current:
            current.move(Status.STOPPED, "A newer service deployment replaced this service deployment.")
        target = revision_arn(service, deployment["id"])
        self.revisions[target] = _revision(target, service, deployment)
        entry = ServiceDeployment(
            arn=_sibling(service["serviceArn"], "service-deployment") + "/" + _random(),
            service_arn=service["serviceArn"],
            cluster_arn=service["clusterArn"],
            deployment=deployment["id"],
            target=target,
            source=self._running_revision(key),
            configuration=dict(service["deploymentConfiguration"]),
            threshold=threshold,
        )
        self.deployments.setdefault(key, []).append(entry)
        return entry

    def of(self, key: ServiceKey) -> list[ServiceDeployment]:
        """Newest first."""
        return list(reversed(self.deployments.get(key, [])))

    def under_way(self, key: ServiceKey) -> ServiceDeployment | None:
        return next((one for one in self.of(key) if one.status in ONGOING), None)

    def find(self, arn: str) -> tuple[ServiceKey, ServiceDeployment] | None:
        return next(
            ((key, one) for key, all_ in self.deployments.items() for one in all_ if one.arn == arn), None
        )

    def clear(self) -> None:
        self.deployments.clear()
        self.revisions.clear()

    def _running_revision(self, key: ServiceKey) -> str | None:
        good = (one.target for one in self.of(key) if one.status is Status.SUCCESSFUL)
        return next(good, None)


def revision_arn(service: Json, deployment_id: str) -> str:
    """The service revision of a deployment: its number is that of the deployment's id."""
    return _sibling(service["serviceArn"], "service-revision") + "/" + deployment_id.removeprefix("ecs-svc/")


def _sibling(service_arn: str, kind: str) -> str:
    return service_arn.replace(":service/", f":{kind}/")


def _random() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(21))


def _revision(arn: str, service: Json, deployment: Json) -> Json:
    return {
        "serviceRevisionArn": arn,
        "serviceArn": service["serviceArn"],
        "clusterArn": service["clusterArn"],
        "taskDefinition": deployment["taskDefinition"],
        "createdAt": time.time(),
        "_deployment": deployment,
        **{name: service[name] for name in _CARRIED if service.get(name)},
    }
