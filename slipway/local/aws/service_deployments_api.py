# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""ListServiceDeployments, DescribeServiceDeployments, DescribeServiceRevisions and StopServiceDeployment."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ministack.core.responses import json_response
from ministack.services import ecs

from slipway.local.aws import seams
from slipway.local.aws import service_records as records
from slipway.local.aws.refusals import refuse
from slipway.local.aws.service_deployments import Status

if TYPE_CHECKING:
    from slipway.local.aws.rollouts import Rollouts
    from slipway.local.aws.service_deployments import Book, ServiceDeployment
    from slipway.local.aws.shapes import Answer, Json

_ECS = "ministack.services.ecs"
_MOST_DESCRIBED = 20


class ServiceDeploymentsApi:
    def __init__(self, book: Book, rollouts: Rollouts, listed_after: float) -> None:
        self._book, self._rollouts, self._listed_after = book, rollouts, listed_after

    def install(self) -> None:
        seams.replace(_ECS, "_list_service_deployments", self.list)
        seams.replace(_ECS, "_describe_service_deployments", self.describe)
        seams.replace(_ECS, "_describe_service_revisions", self.describe_revisions)
        ecs._ACTION_MAP["StopServiceDeployment"] = self.stop

    def list(self, data: Json) -> Answer:
        key = records.key_of_request(data)
        if key is None or records.record(key) is None:
            return refuse("ServiceNotFoundException", "Service not found.")
        settled = time.time() - self._listed_after
        wanted = [one for one in self._book.of(key) if one.created_at <= settled and _matches(one, data)]
        start, size = int(data.get("nextToken") or 0), int(data.get("maxResults") or 20)
        page: Json = {"serviceDeployments": [_brief(one) for one in wanted[start : start + size]]}
        if len(wanted) > start + size:
            page["nextToken"] = str(start + size)
        return _ok(page)

    def describe(self, data: Json) -> Answer:
        arns = data.get("serviceDeploymentArns", [])
        if len(arns) > _MOST_DESCRIBED:
            return refuse(
                "InvalidParameterException", f"At most {_MOST_DESCRIBED} service deployments at a time."
            )
        found = {arn: hit for arn in arns if (hit := self._book.find(arn))}
        with self._rollouts.lock:
            full = [_full(entry, records.record(key)) for key, entry in found.values()]
        return _ok({"serviceDeployments": full, "failures": _missing(arns, found)})

    def describe_revisions(self, data: Json) -> Answer:
        arns = data.get("serviceRevisionArns", [])
        found = {arn: self._book.revisions[arn] for arn in arns if arn in self._book.revisions}
        return _ok(
            {
                "serviceRevisions": [_revision(one) for one in found.values()],
                "failures": _missing(arns, found),
            }
        )

    def stop(self, data: Json) -> Answer:
        hit = self._book.find(data.get("serviceDeploymentArn", ""))
        if hit is None:
            return refuse("ServiceDeploymentNotFoundException", "Service deployment not found.")
        key, entry = hit
        with self._rollouts.lock:
            service = records.record(key)
            if service is None or entry.status is not Status.IN_PROGRESS:
                return refuse(
                    "ConflictException", f"The service deployment is {entry.status}: it cannot be stopped."
                )
            roll_back = data.get("stopType", "ROLLBACK") == "ROLLBACK"
            entry.move(Status.ROLLBACK_REQUESTED if roll_back else Status.STOP_REQUESTED)
            self._rollouts.deployments.stop(key, service, roll_back=roll_back)
        self._rollouts.poke(key)
        return _ok({"serviceDeploymentArn": entry.arn})


def _ok(body: Json) -> Answer:
    answer: Answer = json_response(body)
    return answer


def _missing(arns: list[str], found: dict[str, Any]) -> list[Json]:
    return [{"arn": arn, "reason": "MISSING"} for arn in arns if arn not in found]


def _matches(entry: ServiceDeployment, data: Json) -> bool:
    created = data.get("createdAt") or {}
    after, before = float(created.get("after", 0)), float(created.get("before", "inf"))
    return after <= entry.created_at <= before and entry.status in (data.get("status") or list(Status))


def _brief(entry: ServiceDeployment) -> Json:
    return _filled(
        serviceDeploymentArn=entry.arn,
        serviceArn=entry.service_arn,
        clusterArn=entry.cluster_arn,
        createdAt=entry.created_at,
        startedAt=entry.created_at,
        finishedAt=entry.finished_at,
        targetServiceRevisionArn=entry.target,
        status=entry.status.value,
        statusReason=entry.reason,
    )


def _full(entry: ServiceDeployment, service: Json | None) -> Json:
    brief = _brief(entry)
    del brief["targetServiceRevisionArn"]
    deployments = (service or {}).get("deployments", [])
    return brief | _filled(
        updatedAt=entry.updated_at,
        stoppedAt=entry.stopped_at,
        targetServiceRevision=_counts(entry.target, deployments),
        sourceServiceRevisions=[_counts(entry.source, deployments)] if entry.source else [],
        deploymentConfiguration=entry.configuration,
        rollback=entry.rollback,
        deploymentCircuitBreaker=_breaker(entry, deployments),
    )


def _counts(revision: str, deployments: list[Json]) -> Json:
    number = revision.rsplit("/", 1)[-1]
    one = next((one for one in deployments if one["id"] == f"ecs-svc/{number}"), {})
    return {
        "arn": revision,
        "requestedTaskCount": one.get("desiredCount", 0),
        "runningTaskCount": one.get("runningCount", 0),
        "pendingTaskCount": one.get("pendingCount", 0),
    }


def _breaker(entry: ServiceDeployment, deployments: list[Json]) -> Json:
    failures = next((one["failedTasks"] for one in deployments if one["id"] == entry.deployment), 0)
    if entry.threshold is None:
        return {"status": "DISABLED", "failureCount": failures, "threshold": 0}
    watching = "MONITORING_COMPLETE" if entry.finished_at else "MONITORING"
    status = "TRIGGERED" if entry.tripped else watching
    return {"status": status, "failureCount": failures, "threshold": entry.threshold}


def _revision(record: Json) -> Json:
    """With the images as their digests were resolved by the deployment's first task."""
    digests = record["_deployment"].get("_image_digests", {})
    definition = ecs._task_defs.get(ecs._resolve_td_key(record["taskDefinition"])) or {}
    images = [
        _filled(containerName=one["name"], image=one["image"], imageDigest=digests.get(one["name"]))
        for one in definition.get("containerDefinitions", [])
    ]
    return {name: value for name, value in record.items() if name != "_deployment"} | {
        "containerImages": images
    }


def _filled(**members: Any) -> Json:
    return {name: value for name, value in members.items() if value is not None}
