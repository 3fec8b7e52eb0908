"""One service of the mapping: which images it wants, where it runs, whose commits hear of it."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.domain.frozen import frozen
from chalicelib.domain.image import ACCOUNT, REGION
from chalicelib.domain.mapping_rules import (
    BITBUCKET_REPOSITORY,
    BRANCH,
    CLUSTER,
    CONTAINER,
    ECS_SERVICE,
    EXTERNAL_ID,
    FAMILY,
    ROLE_ARN,
    SERVICE_NAME,
    TASK_ROLE,
    UUID,
)
from chalicelib.domain.rule import RuleBrokenError, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.domain.image import Repository
    from chalicelib.domain.tag_policy import TagPolicy

DEFAULT_DEADLINE = timedelta(minutes=30)
MAX_DEADLINE = timedelta(days=1)


class Trigger(StrEnum):
    """What starts a deployment: an image that lands, or a request alone."""

    PUSH = "push"
    MANUAL = "manual"


class BadgeVisibility(StrEnum):
    """Whether a badge is shown to anybody, or only with its token."""

    PRIVATE = "private"
    PUBLIC = "public"


def normalised_uuid(text: object) -> str:
    """`{lower-case}`, with braces whether or not they were there; ValueError when it is no UUID."""
    return f"{{{UUID(text).strip('{}').lower()}}}"


def deadline_of(minutes: object) -> timedelta:
    """The rule for `deadline_minutes`: whole minutes, one to a day."""
    hint = f"write whole minutes, 1 to {MAX_DEADLINE // timedelta(minutes=1)}, for example 30"
    if not isinstance(minutes, int) or isinstance(minutes, bool):
        raise RuleBrokenError(f"{shown(minutes)} is not a number of minutes", hint)
    if not 1 <= minutes <= MAX_DEADLINE // timedelta(minutes=1):
        raise RuleBrokenError(f"a deadline of {shown(minutes)} minutes is not possible", hint)
    return timedelta(minutes=minutes)


def only_with_role(external_id: str | None, role_arn: str | None) -> None:
    """An external id is said to a role that is assumed: alone it would be ignored."""
    if external_id is not None and role_arn is None:
        raise RuleBrokenError(
            "external_id stands without a role_arn", "add role_arn, or leave external_id out"
        )


def listed_once(names: Sequence[str]) -> Sequence[str]:
    """A list may be left out, but not be empty or repeat itself."""
    if not names:
        raise RuleBrokenError("the list is empty", "name at least one, or leave the key out")
    return unrepeated(names)


def unrepeated(names: Sequence[str]) -> Sequence[str]:
    """A list that may be empty, where that means something, but not repeat itself."""
    twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        raise RuleBrokenError(f"{shown(twice)} is listed twice", "list it once")
    return names


@frozen
class Home:
    """Where the deployer itself runs: what the mapping leaves out."""

    account: str
    region: str

    def __post_init__(self) -> None:
        ACCOUNT(self.account)
        REGION(self.region)


@frozen
class Target:
    """Where the ECS service is. `role_arn` is assumed to get there; without one it is the deployer's account."""

    cluster: str
    service: str
    region: str
    role_arn: str | None = None
    external_id: str | None = None

    def __post_init__(self) -> None:
        CLUSTER(self.cluster)
        ECS_SERVICE(self.service)
        REGION(self.region)
        if self.role_arn is not None:
            ROLE_ARN(self.role_arn)
        if self.external_id is not None:
            EXTERNAL_ID(self.external_id)
        only_with_role(self.external_id, self.role_arn)

    @property
    def account(self) -> str | None:
        """The role's account; None is the deployer's own."""
        return None if self.role_arn is None else self.role_arn.split(":")[4]


@frozen
class TaskGrant:
    """What the service's task definition is allowed to be: for the policies, Lambda itself never asks.

    None is what the mapping leaves open; no `roles` at all is a task definition without any.
    """

    family: str | None = None
    roles: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.family is not None:
            FAMILY(self.family)
        for role in self.roles or ():
            TASK_ROLE(role)
        unrepeated(self.roles or ())


@frozen
class BitbucketTarget:
    """The repository whose commits get the status, and which of its pipelines may deploy.

    Without `uuid` none may; an empty set of environments or branches restricts nothing. UUIDs come in any
    spelling and are kept as `{lower-case}`.
    """

    repository: str
    uuid: str | None = None
    environments: frozenset[str] = frozenset()
    branches: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        BITBUCKET_REPOSITORY(self.repository)
        if self.uuid is not None:
            object.__setattr__(self, "uuid", normalised_uuid(self.uuid))
        environments = frozenset(normalised_uuid(one) for one in self.environments)
        object.__setattr__(self, "environments", environments)
        for branch in self.branches:
            BRANCH(branch)


@frozen
class MappedService:
    """A service as the mapping says. No `containers`: the one that runs an image of the repository."""

    name: str
    repository: Repository
    policy: TagPolicy
    target: Target
    containers: tuple[str, ...] = ()
    bitbucket: BitbucketTarget | None = None
    trigger: Trigger = Trigger.PUSH
    deadline: timedelta = DEFAULT_DEADLINE
    badge: BadgeVisibility = BadgeVisibility.PRIVATE
    tasks: TaskGrant = TaskGrant()

    def __post_init__(self) -> None:
        SERVICE_NAME(self.name)
        for container in self.containers:
            CONTAINER(container)
        if self.containers:
            listed_once(self.containers)
        if not timedelta(minutes=1) <= self.deadline <= MAX_DEADLINE:
            raise RuleBrokenError(f"a deadline of {self.deadline} is not possible", "use 1 minute to 1 day")
