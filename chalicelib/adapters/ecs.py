"""Amazon ECS: one method per question or command. Decides nothing."""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, cast

from botocore.exceptions import ClientError

from chalicelib.adapters import ecs_answers
from chalicelib.adapters.aws import errors_of, is_throttle, patiently
from chalicelib.adapters.ecs_clients import reads, writes
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.taskdef import DEPLOYMENT_TAG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.domain.ecs import (
        EcsDeployment,
        Json,
        Service,
        ServiceDeployment,
        StoppedTask,
        TaskDefinition,
    )
    from chalicelib.domain.mapping import Target

# DescribeServices and DescribeServiceRevisions take so many, DescribeTasks a hundred (API reference).
_SERVICES_A_CALL: Final = 10
_REVISIONS_A_CALL: Final = 20
_TASKS_A_CALL: Final = 100
_REVISIONS_SEARCHED: Final = 10
_STOPPABLE: Final = frozenset({"PENDING", "IN_PROGRESS"})
# A message reads: (service web) has started 2 tasks: (task 0d3f...) (task 9c1e...).
# Source: Amazon ECS developer guide, "Amazon ECS service event messages".
_STARTED: Final = re.compile(r"has started \d+ tasks?:")
_TASK_ID: Final = re.compile(r"\(task ([0-9a-f-]{8,64})\)")
# A throttled write certainly did nothing, so it alone is sent again: within 8.5 seconds, give or take.
THROTTLE_PAUSES: Final = (0.5, 1.0, 2.0, 2.5, 2.5)


class AwsEcs:
    """The `Ecs` port over boto3."""

    def services(self, targets: Sequence[Target]) -> Mapping[Target, Service]:
        found: dict[Target, Service] = {}
        for start in range(0, len(targets), _SERVICES_A_CALL):
            part = targets[start : start + _SERVICES_A_CALL]
            by_name = {target.service: target for target in part}
            for one in self._describe(part[0], list(by_name)):
                found[by_name[one.name]] = one
        return found

    def _describe(self, target: Target, names: list[str]) -> list[Service]:
        with errors_of(f"ecs:DescribeServices of {target.cluster}"):
            try:
                answer = reads(target).describe_services(cluster=target.cluster, services=names)
            except ClientError as error:
                if error.response["Error"].get("Code") == "ClusterNotFoundException":
                    return []
                raise
        return [ecs_answers.service(one) for one in answer["services"]]

    def task_definition(self, target: Target, arn: str) -> TaskDefinition:
        ecs = reads(target)
        with errors_of(f"ecs:DescribeTaskDefinition of {arn}"):
            answer = ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
        members = _registrable(ecs)
        return ecs_answers.task_definition(cast("dict[str, Any]", answer), members)

    def revision(self, target: Target, arn: str) -> TaskDefinition | None:
        ecs = reads(target)
        with errors_of(f"ecs:DescribeTaskDefinition of {arn}"):
            try:
                answer = ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
            except ClientError as error:
                if error.response["Error"].get("Code") == "ClientException":
                    return None
                raise
        return ecs_answers.task_definition(cast("dict[str, Any]", answer), _registrable(ecs))

    def revision_for(self, target: Target, base: TaskDefinition, deployment: str) -> TaskDefinition | None:
        with errors_of(f"ecs:ListTaskDefinitions of {base.family}"):
            listed = reads(target).list_task_definitions(
                familyPrefix=base.family, sort="DESC", maxResults=_REVISIONS_SEARCHED
            )
        of_base = _number(base.arn)
        for arn in takewhile(lambda one: _number(one) > of_base, listed["taskDefinitionArns"]):
            revision = self.task_definition(target, arn)
            if revision.tags.get(DEPLOYMENT_TAG) == deployment:
                return revision
        return None

    def register(self, target: Target, definition: Mapping[str, Json], tags: Mapping[str, str]) -> str:
        request: dict[str, Any] = dict(definition)
        if tags:
            request["tags"] = [{"key": key, "value": value} for key, value in tags.items()]
        with errors_of(f"ecs:RegisterTaskDefinition of {definition['family']}"):
            answer = patiently(
                lambda: writes(target).register_task_definition(**request), is_throttle, THROTTLE_PAUSES
            )
        return answer["taskDefinition"]["taskDefinitionArn"]

    def update(self, target: Target, task_definition: str) -> EcsDeployment:
        with errors_of(f"ecs:UpdateService of {target.cluster}/{target.service}"):
            answer = patiently(
                lambda: writes(target).update_service(
                    cluster=target.cluster, service=target.service, taskDefinition=task_definition
                ),
                is_throttle,
                THROTTLE_PAUSES,
            )
        return ecs_answers.made(answer["service"], task_definition)

    def service_deployments(self, target: Target) -> Sequence[ServiceDeployment]:
        with errors_of(f"ecs:ListServiceDeployments of {target.cluster}/{target.service}"):
            answer = reads(target).list_service_deployments(
                cluster=target.cluster, service=target.service, maxResults=20
            )
        return [ecs_answers.service_deployment(one) for one in answer["serviceDeployments"]]

    def stop(self, target: Target, ecs_deployment: str) -> None:
        where = f"{target.cluster}/{target.service}"
        ours = next((one for one in self.service_deployments(target) if one.id == ecs_deployment), None)
        if ours is None:
            raise RetryableError(f"ECS does not list {ecs_deployment} of {where} yet; ask again")
        if ours.status not in _STOPPABLE:
            return
        with errors_of(f"ecs:StopServiceDeployment of {where}"):
            patiently(
                lambda: writes(target).stop_service_deployment(
                    serviceDeploymentArn=ours.arn, stopType="ROLLBACK"
                ),
                is_throttle,
                THROTTLE_PAUSES,
            )

    def ecs_deployment_of(self, target: Target, task_definition: str) -> str | None:
        ecs = reads(target)
        where = f"{target.cluster}/{target.service}"
        with errors_of(f"ecs:ListServiceDeployments of {where}"):
            listed = ecs.list_service_deployments(
                cluster=target.cluster, service=target.service, maxResults=_REVISIONS_A_CALL
            )["serviceDeployments"]
        arns = list(dict.fromkeys(one["targetServiceRevisionArn"] for one in listed))
        if not arns:
            return None
        with errors_of(f"ecs:DescribeServiceRevisions of {where}"):
            revisions = ecs.describe_service_revisions(serviceRevisionArns=arns)["serviceRevisions"]
        runs_it = {one["serviceRevisionArn"] for one in revisions if one["taskDefinition"] == task_definition}
        return next((ecs_answers.ecs_deployment_id(arn) for arn in arns if arn in runs_it), None)

    def first_stopped_task(self, target: Target, service: Service, ecs_deployment: str) -> StoppedTask | None:
        """The service's own messages name its tasks, which saves listing them; they may have scrolled away."""
        with errors_of(f"ecs:DescribeTasks of {target.cluster}/{target.service}"):
            ours = _stopped(target, _started(service), ecs_deployment)
            if not ours:
                listed = reads(target).list_tasks(
                    cluster=target.cluster, startedBy=ecs_deployment, desiredStatus="STOPPED"
                )
                ours = _stopped(target, listed["taskArns"][:_TASKS_A_CALL], ecs_deployment)
        first = min(ours, key=lambda one: one["stoppedAt"], default=None)
        return ecs_answers.stopped_task(first) if first else None


def _number(arn: str) -> int:
    """The revision's own, which only grows within a family (API reference, `revision` of TaskDefinition)."""
    return int(arn.rpartition(":")[2])


def _stopped(target: Target, tasks: Sequence[str], ecs_deployment: str) -> list[dict[str, Any]]:
    """Those of the tasks that the deployment started and that have stopped."""
    if not tasks:
        return []
    answer = reads(target).describe_tasks(cluster=target.cluster, tasks=list(tasks))
    described = cast("list[dict[str, Any]]", answer["tasks"])
    return [one for one in described if one.get("startedBy") == ecs_deployment and "stoppedAt" in one]


def _started(service: Service) -> list[str]:
    messages = [event.message for event in service.events if _STARTED.search(event.message)]
    return [task for message in messages for task in _TASK_ID.findall(message)][:_TASKS_A_CALL]


@cache
def _registrable(ecs: Any) -> frozenset[str]:
    """The members of RegisterTaskDefinition's input, as this SDK's model has them."""
    shape = ecs.meta.service_model.operation_model("RegisterTaskDefinition").input_shape
    return frozenset(shape.members) - {"tags"}
