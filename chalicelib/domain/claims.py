"""A pipeline step's token, once its signature, issuer and audience are known to be right.

Claims: https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.caller import Pipeline, plain_branch
from chalicelib.domain.errors import UnauthorisedError
from chalicelib.domain.mapped_service import normalised_uuid

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LEEWAY: Final = timedelta(seconds=30)


def check_times(claims: Mapping[str, object], now: datetime) -> None:
    """Raises UnauthorisedError unless the token was issued, is in force and has not expired.

    Times are whole seconds (RFC 7519's NumericDate, as Bitbucket writes it); no text passes for one.
    """
    moment, leeway = now.timestamp(), LEEWAY.total_seconds()
    if moment - leeway >= _seconds(claims, "exp"):
        raise UnauthorisedError("the token has expired")
    if _seconds(claims, "iat") > moment + leeway:
        raise UnauthorisedError("the token was issued in the future")
    if "nbf" in claims and _seconds(claims, "nbf") > moment + leeway:
        raise UnauthorisedError("the token is not in force yet")


def pipeline_of(claims: Mapping[str, object], *, workspace_uuid: str) -> Pipeline:
    """The step that the claims are about.

    Raises UnauthorisedError for a step of another workspace, and where pipeline or step are not named: every
    record has to tell who asked. Of repository, environment and branch, what is absent or malformed is None,
    which no mapping matches.
    """
    workspace = _uuid(claims, "workspaceUuid")
    if workspace is None or workspace != normalised_uuid(workspace_uuid):
        raise UnauthorisedError(f"the token is of workspace {workspace}, not of ours")
    pipeline, step = _uuid(claims, "pipelineUuid"), _uuid(claims, "stepUuid")
    if pipeline is None or step is None:
        raise UnauthorisedError("the token names no pipeline or no step")
    return Pipeline(
        workspace=workspace,
        repository=_uuid(claims, "repositoryUuid"),
        pipeline=pipeline,
        step=step,
        environment=_uuid(claims, "deploymentEnvironmentUuid"),
        branch=plain_branch(claims.get("branchName")),
    )


def _seconds(claims: Mapping[str, object], claim: str) -> int:
    value = claims.get(claim)
    if not isinstance(value, int) or isinstance(value, bool):
        raise UnauthorisedError(f"the claim {claim} is no whole number of seconds")
    return value


def _uuid(claims: Mapping[str, object], claim: str) -> str | None:
    try:
        return normalised_uuid(claims.get(claim))
    except ValueError:
        return None
