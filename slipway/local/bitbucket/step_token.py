"""A pipeline step's OIDC token, true to Bitbucket or wrong in the way that was asked for.

Claims: https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/
There is no jti, nbf, commit, tag or user claim, and UUIDs are brace-wrapped.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from slipway.local.bitbucket import identity
from slipway.local.bitbucket.bodies import flag, mapping, text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from slipway.local.bitbucket.bodies import Json
    from slipway.local.bitbucket.keys import SigningKey

STEERING = ("alg", "kid", "headers", "expired")  # what a request for a token says about the token, not in it
LIFETIME = timedelta(hours=1)


def step_token(key: SigningKey, issuer: str, wanted: Json, now: datetime) -> str:
    """Sign a token: default claims, overridden by `wanted`; a claim or `kid` of None is left out.

    `wanted` may also hold `alg` (RS256), `kid`, `headers` (added last) and `expired` (true: since an hour).

    Raises:
        ApiError: 400, `alg`, `headers` or `expired` of the wrong kind.
        ValueError: an `alg` that cannot be signed with.

    """
    algorithm, headers = text(wanted, "alg", "RS256"), mapping(wanted, "headers")
    issued_at = now - 2 * LIFETIME if flag(wanted, "expired") else now
    overrides = {name: value for name, value in wanted.items() if name not in STEERING}
    header = {"typ": "JWT", "alg": algorithm, "kid": wanted.get("kid", key.kid)} | headers
    return key.sign(_present(header), _present(_claims(issuer, issued_at, overrides)), algorithm)


def _claims(issuer: str, issued_at: datetime, overrides: Mapping[str, object]) -> dict[str, object]:
    claims: dict[str, object] = {
        "iss": issuer,
        "aud": identity.AUDIENCE,
        "iat": int(issued_at.timestamp()),
        "exp": int((issued_at + LIFETIME).timestamp()),
        "workspaceUuid": identity.WORKSPACE_UUID,
        "repositoryUuid": identity.REPOSITORY_UUID,
        "branchName": "main",
        "deploymentEnvironmentUuid": identity.ENVIRONMENT_UUID,
        "pipelineUuid": _uuid(),
        "stepUuid": _uuid(),
        **overrides,
    }
    parts = (claims[name] for name in ("repositoryUuid", "deploymentEnvironmentUuid", "stepUuid"))
    return {"sub": ":".join(str(part) for part in parts if part is not None), **claims}


def _present(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def _uuid() -> str:
    return f"{{{uuid4()}}}"
