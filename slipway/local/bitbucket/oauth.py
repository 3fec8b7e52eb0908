"""`POST /site/oauth2/access_token`: a token for an OAuth consumer, by client credentials (RFC 6749, 4.4).

`POST /_local/oauth {"expires_in": seconds}` sets how long the tokens issued from then on live.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, request

from slipway.local.bitbucket.bodies import Json, json_object, number
from slipway.local.bitbucket.credentials import CHALLENGE, FORBIDDEN, REVOKED

if TYPE_CHECKING:
    from slipway.local.bitbucket.clock import Clock
    from slipway.local.bitbucket.credentials import IssuedTokens

TWO_HOURS = 7200  # seconds, as Bitbucket's tokens live
Answer = tuple[Json, int, dict[str, str]]


def oauth(issued: IssuedTokens, clock: Clock) -> Blueprint:
    routes = Blueprint("oauth", __name__)
    lifetime: dict[str, float] = {"expires_in": TWO_HOURS}

    @routes.post("/site/oauth2/access_token")
    def access_token() -> Answer:
        refusal = _refusal()
        if refusal:
            return refusal
        expires_in = lifetime["expires_in"]
        answer: Json = {
            "access_token": issued.issue(clock() + timedelta(seconds=expires_in)),
            "token_type": "bearer",
            "expires_in": expires_in,
            "scopes": "repository",
        }
        return answer, HTTPStatus.OK, {"Cache-Control": "no-store"}

    @routes.post("/_local/oauth")
    def settings() -> dict[str, float]:
        lifetime["expires_in"] = number(json_object({"expires_in"}), "expires_in", TWO_HOURS)
        return lifetime

    return routes


def _refusal() -> Answer | None:
    client = request.authorization
    known = client is not None and client.type == "basic" and client.username and client.password
    if client is None or not known or client.password in {REVOKED, FORBIDDEN}:
        return _error("invalid_client", "Send client id and secret as Basic.", HTTPStatus.UNAUTHORIZED)
    if request.form.get("grant_type") != "client_credentials":
        return _error(
            "unsupported_grant_type",
            "The stand-in issues tokens for grant_type=client_credentials alone, sent as a form.",
            HTTPStatus.BAD_REQUEST,
        )
    return None


def _error(code: str, description: str, status: HTTPStatus) -> Answer:
    headers = CHALLENGE if status is HTTPStatus.UNAUTHORIZED else {}
    return {"error": code, "error_description": description}, status, dict(headers)
