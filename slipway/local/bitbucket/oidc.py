"""Pipelines as an OIDC issuer: discovery, keys, and tokens for the asking.

Every workspace has an issuer of its own and all share one key: a token from elsewhere is well signed, and
only its claims give it away.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint

from slipway.local.bitbucket.bodies import json_object
from slipway.local.bitbucket.errors import ApiError
from slipway.local.bitbucket.identity import WORKSPACE
from slipway.local.bitbucket.step_token import step_token

if TYPE_CHECKING:
    from slipway.local.bitbucket.bodies import Json
    from slipway.local.bitbucket.clock import Clock
    from slipway.local.bitbucket.keys import SigningKey

ISSUER_PATH = "/2.0/workspaces/{workspace}/pipelines-config/identity/oidc"
CLAIMS = (
    "sub", "iss", "aud", "exp", "iat", "branchName", "deploymentEnvironmentUuid", "pipelineUuid",
    "repositoryUuid", "stepUuid", "workspaceUuid",
)  # fmt: skip


def oidc(url: str, key: SigningKey, clock: Clock) -> Blueprint:
    routes = Blueprint("oidc", __name__)
    prefix = ISSUER_PATH.format(workspace="<workspace>")

    @routes.get(f"{prefix}/.well-known/openid-configuration")
    def discovery(workspace: str) -> Json:
        issuer = url + ISSUER_PATH.format(workspace=workspace)
        return {
            "issuer": issuer,
            "jwks_uri": f"{issuer}/keys.json",
            "subject_types_supported": ["public"],
            "response_types_supported": ["id_token"],
            "claims_supported": list(CLAIMS),
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid"],
        }

    @routes.get(f"{prefix}/keys.json")
    def keys(workspace: str) -> Json:
        del workspace
        return {"keys": [key.jwk()]}

    @routes.post("/_local/tokens")
    def token() -> Json:
        issuer = url + ISSUER_PATH.format(workspace=WORKSPACE)
        try:
            return {"token": step_token(key, issuer, json_object(), clock())}
        except ValueError as error:
            raise ApiError(HTTPStatus.BAD_REQUEST, str(error)) from error

    return routes
