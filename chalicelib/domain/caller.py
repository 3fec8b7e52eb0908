"""Who asks over HTTP, and on which services they may act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from chalicelib.domain.errors import UnauthorisedError
from chalicelib.domain.frozen import frozen
from chalicelib.domain.mapped_service import normalised_uuid
from chalicelib.domain.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.domain.mapped_service import BitbucketTarget, MappedService

OPERATOR_NAME = Rule(
    what="an operator's name",
    pattern=r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}",
    longest=64,
    hint="use 1 to 64 letters, digits and ._@+-, starting with a letter or digit",
    example="alice",
)
_LONGEST_BRANCH: Final = 512
_OPERATOR: Final = "operator"
_PIPELINE: Final = "pipeline"
_UUIDS: Final = ("repository", "pipeline", "step", "environment")


@frozen
class Operator:
    """A person or a script with a token of their own."""

    name: str

    def __post_init__(self) -> None:
        OPERATOR_NAME(self.name)

    @property
    def requested_by(self) -> str:
        """For records and reports."""
        return f"operator {self.name}"

    @property
    def key(self) -> str:
        """The same for every request of this caller, and no other's."""
        return f"operator:{self.name}"

    @property
    def context(self) -> dict[str, str]:
        """What API Gateway carries from the authorizer to the view: texts only."""
        return {"kind": _OPERATOR, "name": self.name}


@frozen
class Pipeline:
    """A step of a Bitbucket pipeline, by its token's claims. Its UUIDs are kept as `{lower-case}`.

    None is a claim that the token does not make.
    """

    workspace: str
    repository: str | None
    pipeline: str
    step: str
    environment: str | None = None
    branch: str | None = None

    def __post_init__(self) -> None:
        for member in _UUIDS:
            value = getattr(self, member)
            if value is not None:
                object.__setattr__(self, member, normalised_uuid(value))

    @property
    def requested_by(self) -> str:
        """For records and reports."""
        return f"pipeline {self.pipeline}, step {self.step} of repository {self.repository}"

    @property
    def key(self) -> str:
        """The same for all pipelines of one repository: a step that is run again repeats its request."""
        return f"repository:{self.repository}"

    @property
    def context(self) -> dict[str, str]:
        """What API Gateway carries from the authorizer to the view: texts only, and none for what is absent."""
        given = {member: getattr(self, member) for member in ("workspace", *_UUIDS, "branch")}
        return {"kind": _PIPELINE} | {member: value for member, value in given.items() if value is not None}


Caller: TypeAlias = Operator | Pipeline


@frozen
class Denial:
    """`reason` is for the log; whoever asked is not told."""

    reason: str


def may_act(caller: Caller, mapped: MappedService) -> Denial | None:
    """None when the caller may read and deploy the service. Operators may act on all.

    A pipeline may where the mapping names its repository, and its environment and branch where the mapping
    names any; a claim that is absent never matches.
    """
    if isinstance(caller, Operator):
        return None
    if mapped.bitbucket is None or mapped.bitbucket.uuid is None:
        return Denial(
            "the mapping lets no repository's pipelines act on the service: bitbucket.uuid is not set"
        )
    return _pipeline_may(caller, mapped.bitbucket, mapped.bitbucket.uuid)


def _pipeline_may(caller: Pipeline, allowed: BitbucketTarget, repository: str) -> Denial | None:
    if caller.repository != repository:
        return Denial(f"the token is of repository {caller.repository}, the service of {repository}")
    if allowed.environments and caller.environment not in allowed.environments:
        return Denial(f"the deployment environment {caller.environment} is not in the mapping")
    if allowed.branches and caller.branch not in allowed.branches:
        return Denial(f"the branch {caller.branch!r} is not in the mapping")
    return None


def plain_branch(value: object) -> str | None:
    """A claim's branch; None when it is absent or no branch could be called so."""
    fits = isinstance(value, str) and 0 < len(value) <= _LONGEST_BRANCH and value.isprintable()
    return str(value) if fits else None


def caller_of_context(context: Mapping[str, object]) -> Caller:
    """The inverse of a caller's `context`; what API Gateway adds is ignored.

    Raises UnauthorisedError when it is none of ours.
    """
    given = {member: value for member, value in context.items() if isinstance(value, str)}
    try:
        if given["kind"] == _OPERATOR:
            return Operator(given["name"])
        if given["kind"] == _PIPELINE:
            return Pipeline(
                workspace=given["workspace"],
                repository=given.get("repository"),
                pipeline=given["pipeline"],
                step=given["step"],
                environment=given.get("environment"),
                branch=given.get("branch"),
            )
    except (KeyError, ValueError):
        pass  # said below, as for any other kind
    raise UnauthorisedError("the authorizer's context names no caller")
