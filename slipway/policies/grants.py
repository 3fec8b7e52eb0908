"""What each AWS call needs, by AWS's Service Authorization Reference, as IAM statements.

Families and roles belong to the task definition that a service runs: tasks.py says where they are known from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slipway.policies.scope import arn, deployment_arns, revision_arns, service_arns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slipway.policies.scope import Scope
    from slipway.policies.tasks import Tasks

Statement = dict[str, Any]

# The statements that depend on what task definitions the services run.
REGISTER, TAG, PASS = "RegisterRevisions", "TagNewRevisions", "GiveRolesToTasksOnly"

TABLE: Statement = {"Fn::GetAtt": ["Table", "Arn"]}
TABLE_INDEXES: Statement = {"Fn::Sub": "${Table.Arn}/index/*"}
DEAD_LETTERS: Statement = {"Fn::GetAtt": ["DeadLetters", "Arn"]}
BADGE_SECRET: Statement = {"Ref": "BadgeSecret"}


def allow(
    sid: str, actions: Sequence[str], resources: Sequence[str | Statement], **condition: Statement
) -> Statement:
    """One Allow statement; text resources are subject to `Fn::Sub`."""
    listed = [_substituted(resource) for resource in resources]
    statement: Statement = {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": listed}
    return statement | ({"Condition": condition} if condition else {})


def follow_services(scope: Scope) -> list[Statement]:
    """Look at the mapped services, and at what becomes of their deployments."""
    if not scope.services:
        return []
    in_clusters: Statement = {"ecs:cluster": [_substituted(one.arn("cluster")) for one in scope.clusters]}
    actions = [
        "DescribeServices",
        "ListServiceDeployments",
        "DescribeServiceRevisions",
    ]
    return [
        allow(
            "FollowServices",
            [f"ecs:{action}" for action in actions],
            [*service_arns(scope.seen), *revision_arns(scope.clusters)],
        ),
        allow("FindTasks", ["ecs:ListTasks"], ["*"], ArnLike=in_clusters),
        allow("ReadTasks", ["ecs:DescribeTasks"], [cluster.arn("task", "*") for cluster in scope.clusters]),
        # Neither can be scoped to a resource.
        allow("ReadTaskDefinitions", ["ecs:DescribeTaskDefinition", "ecs:ListTaskDefinitions"], ["*"]),
    ]


def roll_out(scope: Scope, tasks: Tasks) -> list[Statement]:
    """Register the next revision and give it to a mapped service."""
    if not scope.services:
        return []
    revisions = [
        arn("ecs", f"task-definition/{name}:*", region=region) for region, name in tasks.granted_families
    ]
    return [
        allow("RollOut", ["ecs:UpdateService"], service_arns(scope.services)),
        # A stop that somebody asked for is carried out by whoever holds the service's lease at the time.
        allow("StopRollouts", ["ecs:StopServiceDeployment"], deployment_arns(scope.stopped)),
        allow(REGISTER, ["ecs:RegisterTaskDefinition"], revisions),
        allow(
            TAG,
            ["ecs:TagResource"],
            revisions,
            StringEquals={"ecs:CreateAction": "RegisterTaskDefinition"},
        ),
        *(
            [
                allow(
                    PASS,
                    ["iam:PassRole"],
                    tasks.granted_roles,
                    StringEquals={"iam:PassedToService": "ecs-tasks.amazonaws.com"},
                )
            ]
            if tasks.granted_roles
            else []
        ),
    ]


def reach_elsewhere(scope: Scope) -> list[Statement]:
    """Act in other accounts or regions as the roles that the mapping names."""
    return [allow("ReachOtherAccounts", ["sts:AssumeRole"], sorted(scope.roles))] if scope.roles else []


def read_images(scope: Scope) -> list[Statement]:
    actions = ["ecr:BatchGetImage", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer"]
    return [allow("ReadImages", actions, sorted(scope.repositories))]


def keep_records() -> list[Statement]:
    """Read and write single items; a transaction needs the permission of each of its parts."""
    actions = ["GetItem", "PutItem", "Query", "UpdateItem"]
    return [allow("KeepRecords", [f"dynamodb:{action}" for action in actions], [TABLE])]


def find_what_is_due() -> list[Statement]:
    return [allow("FindWhatIsDue", ["dynamodb:Query"], [TABLE_INDEXES])]


def list_services() -> list[Statement]:
    return [allow("ListServices", ["dynamodb:BatchGetItem"], [TABLE])]


def read_secret(sid: str, parameter: str) -> list[Statement]:
    """`parameter` is the template's parameter with the secret's name; AWS appends six characters to it."""
    return [
        allow(
            sid, ["secretsmanager:GetSecretValue"], [arn("secretsmanager", f"secret:${{{parameter}}}-??????")]
        ),
    ]


def read_badge_key() -> list[Statement]:
    return [allow("ReadBadgeKey", ["secretsmanager:GetSecretValue"], [BADGE_SECRET])]


def log(function: str) -> list[Statement]:
    """Log into its own log group, which the template makes."""
    group = arn("logs", f"log-group:/aws/lambda/${{AWS::StackName}}-{function}:*")
    return [allow("Log", ["logs:CreateLogStream", "logs:PutLogEvents"], [group])]


def give_up() -> list[Statement]:
    """Hand on the event that it failed on."""
    return [allow("GiveUp", ["sqs:SendMessage"], [DEAD_LETTERS])]


def _substituted(resource: str | Statement) -> str | Statement:
    return {"Fn::Sub": resource} if isinstance(resource, str) and "${" in resource else resource
