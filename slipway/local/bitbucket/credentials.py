"""Who may ask: any credential that is not empty, save those made to be refused.

Accepted: `Bearer <token>`, `Basic <email>:<token>`, and bearer tokens of `POST /site/oauth2/access_token`
until they expire. The literal token `revoked` is answered with 401 and `forbidden` with 403; as a client
secret, both with 401.
"""

from __future__ import annotations

from http import HTTPStatus
from secrets import token_urlsafe
from threading import Lock
from typing import TYPE_CHECKING

from slipway.local.bitbucket.errors import ApiError

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.datastructures import Authorization

    from slipway.local.bitbucket.clock import Clock

REVOKED = "revoked"
FORBIDDEN = "forbidden"
ISSUED = "oauth-"  # tells the stand-in's own tokens, which expire, from all others, which do not
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Bitbucket.org HTTP"'}


class IssuedTokens:
    """The OAuth tokens issued, and when each expires."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._expiry: dict[str, datetime] = {}

    def issue(self, expires_at: datetime) -> str:
        token = ISSUED + token_urlsafe(32)
        with self._lock:
            self._expiry[token] = expires_at
        return token

    def accept(self, token: str) -> bool:
        """Tell whether `token` may be used now; one that was issued elsewhere always may."""
        with self._lock:
            expires_at = self._expiry.get(token)
        return self._clock() < expires_at if expires_at else not token.startswith(ISSUED)


def check(authorization: Authorization | None, issued: IssuedTokens) -> None:
    """Let a request pass, or not.

    Raises:
        ApiError: 401 without a usable credential, 403 with one that lacks the scope.

    """
    secret = _secret(authorization)
    if not secret:
        raise ApiError(HTTPStatus.UNAUTHORIZED, "Authentication is required: Bearer or Basic.", CHALLENGE)
    if secret == REVOKED or not issued.accept(secret):
        raise ApiError(
            HTTPStatus.UNAUTHORIZED,
            "Token is invalid, expired, or not supported for this endpoint.",
            CHALLENGE,
        )
    if secret == FORBIDDEN:
        raise ApiError(
            HTTPStatus.FORBIDDEN,
            "Your credentials lack one or more required privilege scopes: read:repository:bitbucket.",
        )


def _secret(authorization: Authorization | None) -> str | None:
    if authorization is None:
        return None
    if authorization.type == "bearer":
        return authorization.token
    return authorization.password if authorization.type == "basic" and authorization.username else None
