"""How the names in the mapping look: of services, ECS resources, roles, repositories, branches."""

from __future__ import annotations

from chalicelib.domain.rule import Rule

SERVICE_NAME = Rule(
    what="a service name",
    pattern=r"[a-z0-9][a-z0-9-]{0,62}",
    longest=63,
    hint="use 1 to 63 lower-case letters, digits and hyphens, not starting with a hyphen",
    example="shop-api-production",
)


def _ecs_name(what: str, example: str) -> Rule:
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    return Rule(
        what=what,
        pattern=r"[A-Za-z0-9_-]{1,255}",
        hint="write its name alone, no ARN: up to 255 letters, digits, hyphens and underscores",
        example=example,
    )


CLUSTER = _ecs_name("an ECS cluster name", "production")
ECS_SERVICE = _ecs_name("an ECS service name", "shop-api")
CONTAINER = _ecs_name("a container name", "api")
FAMILY = _ecs_name("a task definition family", "shop-api")

# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
ROLE_ARN = Rule(
    what="the ARN of an IAM role",
    pattern=r"arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+",
    longest=2048,
    hint="write the whole ARN of the role to assume",
    example="arn:aws:iam::210987654321:role/slipway",
)
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html, taskRoleArn
TASK_ROLE = Rule(
    what="an IAM role's name or ARN",
    pattern=r"(?:arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role/)?[A-Za-z0-9_+=,.@-][A-Za-z0-9_+=,.@/-]*",
    longest=2048,
    hint="write the role's name, after its path if it has one, or its whole ARN",
    example="shop-api-task",
)
EXTERNAL_ID = Rule(
    what="an external id",
    pattern=r"[A-Za-z0-9_+=,.@:/-]+",
    shortest=2,
    longest=1224,
    hint="use 2 to 1224 letters, digits and _+=,.@:/-",
    example="slipway-production",
)
BITBUCKET_REPOSITORY = Rule(
    what="a Bitbucket repository",
    pattern=r"[A-Za-z0-9_-]+/[A-Za-z0-9_.-]+",
    hint="write workspace and repository slug, without https://",
    example="acme/shop-api",
)
UUID = Rule(
    what="a UUID",
    pattern=r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?",
    longest=38,
    hint="copy it from Bitbucket, in quotes",
    example='"{4a5b0c6e-0d21-4f0b-9c55-3b7e4d1f2a90}"',
)
# https://git-scm.com/docs/git-check-ref-format: no wildcard can be in a branch's name.
BRANCH = Rule(
    what="a branch name",
    pattern=r"[^\s~^:?*\[\\\x00-\x1f\x7f]+",
    hint="write the branch's full name, there are no wildcards here",
    example="main",
)
