"""What IAM is asked when a function calls AWS, as the local AWS's log of calls has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from builders import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# A call that needs other permissions than that of its own name
# (https://docs.aws.amazon.com/service-authorization/latest/reference/).
PARTS = {
    "ecs:RegisterTaskDefinition": ("ecs:RegisterTaskDefinition", "ecs:TagResource"),
    "dynamodb:TransactWriteItems": ("dynamodb:PutItem", "dynamodb:UpdateItem"),
}
CREATES = {"ecs:CreateAction": "RegisterTaskDefinition"}
OF_SERVICES = {"DescribeServices", "UpdateService", "ListServiceDeployments"}


@dataclass(frozen=True, slots=True)
class Call:
    """`resource` is a name or an ARN, or several with commas between them."""

    action: str
    resource: str

    @classmethod
    def of(cls, entry: Mapping[str, str]) -> Self:
        return cls(f"{entry['service']}:{entry['operation']}", entry["resource"])


@dataclass(frozen=True, slots=True)
class Need:
    """A permission: for an ARN, under the condition keys of the request."""

    action: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)


def needs(call: Call, clusters: Sequence[str]) -> Iterator[Need]:
    """Every permission that the call takes.

    The log has a service's name without its cluster's: it stands for that service in each of `clusters`.
    """
    for action in PARTS.get(call.action, (call.action,)):
        context = CREATES if action == "ecs:TagResource" else {}
        for name in call.resource.split(","):
            for resource in _arns(action, name, clusters):
                yield Need(action, resource, {**context, **_cluster(action, name)})


def _cluster(action: str, name: str) -> Mapping[str, str]:
    return {"ecs:cluster": _arn("ecs", f"cluster/{name}")} if action == "ecs:ListTasks" else {}


def _arns(action: str, name: str, clusters: Sequence[str]) -> list[str]:
    service, operation = action.split(":")
    if name.startswith("arn:") or service == "iam":
        return [name]
    if operation in OF_SERVICES:
        return [_arn("ecs", f"service/{cluster}/{name}") for cluster in clusters]
    if operation == "DescribeTasks":
        return [_arn("ecs", f"task/{cluster}/{name}") for cluster in clusters]
    kinds = {
        "ecs": "task-definition/{}:1",
        "ecr": "repository/{}",
        "dynamodb": "table/{}",
        "secretsmanager": "secret:{}-a1B2c3",
    }
    return [_arn(service, kinds[service].format(name))]


def _arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"
