"""Tokens of Bitbucket Pipelines (OpenID Connect): signed with RS256 by this issuer, for this audience, in force."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import jwt

from chalicelib.adapters.jwks import Jwks
from chalicelib.domain.claims import check_times
from chalicelib.domain.errors import UnauthorisedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.adapters.http import Http
    from chalicelib.ports import Clock, Telemetry

_COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_LONGEST_KID: Final = 256
# What names or brings keys, or changes what the rest means (RFC 7515, 7516, 7797). Bitbucket sends none of them.
_FORBIDDEN: Final = frozenset({"jku", "jwk", "x5u", "x5c", "crit", "b64", "cty", "zip", "enc"})
_OPTIONS: Final[Any] = {
    "require": ["exp", "iat", "iss", "aud", "sub"],
    "strict_aud": True,
    "enforce_minimum_key_length": True,
    # `check_times` looks at these: by our clock, and no text passes for a number.
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}
# PyJWT documents PyJWTError; the others are what hostile JSON has made parsers raise.
_BROKEN: Final = (jwt.PyJWTError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


def issuer_of(api: str, workspace: str) -> str:
    """The issuer of a workspace's pipelines, by the API's base URL and the workspace's slug."""
    return f"{api}/workspaces/{workspace}/pipelines-config/identity/oidc"


class Oidc:
    """The `TokenVerifier` port."""

    def __init__(self, issuer: str, audience: str, http: Http, clock: Clock, telemetry: Telemetry) -> None:
        self._issuer = issuer
        self._audience = audience
        self._clock = clock
        self._jwks = Jwks(f"{issuer}/keys.json", http, clock, telemetry)

    def verify(self, token: str) -> Mapping[str, object]:
        if not _COMPACT.fullmatch(token):
            raise UnauthorisedError("the token is no signed JWT")
        key = self._jwks.key(_kid(token))
        if key is None:
            raise UnauthorisedError("the token's key is none of the issuer's")
        try:
            claims: dict[str, object] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self._issuer,
                audience=self._audience,
                options=_OPTIONS,
            )
        except _BROKEN as broken:
            raise _refusal(broken) from None
        check_times(claims, self._clock.now())
        return claims


def _kid(token: str) -> str:
    """The key's id, of a token whose headers are in order: only then are keys looked for."""
    try:
        header = jwt.get_unverified_header(token)
    except _BROKEN as broken:
        raise _refusal(broken) from None
    if header.get("alg") != "RS256":
        raise UnauthorisedError(f"the token is signed with {header.get('alg')!r}, not with RS256")
    if str(header.get("typ", "JWT")).upper() != "JWT":
        raise UnauthorisedError(f"the token is of type {header.get('typ')!r}, not a JWT")
    if forbidden := sorted(header.keys() & _FORBIDDEN):
        raise UnauthorisedError(f"the token's header may not hold {', '.join(forbidden)}")
    kid = header.get("kid")
    if not isinstance(kid, str) or not 0 < len(kid) <= _LONGEST_KID:
        raise UnauthorisedError("the token names no key")
    return kid


def _refusal(broken: Exception) -> UnauthorisedError:
    return UnauthorisedError(f"the token does not hold ({type(broken).__name__}): {broken}")
