"""The three kinds of Bitbucket credential as the header that each becomes."""

from __future__ import annotations

import json
import time
from base64 import b64encode
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from chalicelib.domain.errors import RefusedError, RetryableError, UnauthorisedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.adapters.http import Http
    from chalicelib.adapters.secrets import JsonSecret

# A token is not used in the last minute of its life: the request must arrive before it ends.
_SPARE_SECONDS: Final = 60.0
_NO_GRANT: Final = (
    LookupError,
    ValueError,
    TypeError,
    ArithmeticError,
    AttributeError,
    RecursionError,
    RefusedError,
)


class Credentials:
    """What to send as `Authorization`.

    The secret holds `{"token"}` (an access token), `{"email", "token"}` (an Atlassian API token), or
    `{"client_id", "client_secret"}` (an OAuth consumer, whose tokens are kept until they expire).
    """

    def __init__(self, secret: JsonSecret, http: Http, api: str) -> None:
        self._secret = secret
        self._http = http
        self._token_url = _token_url(api)
        self._token = ""
        self._token_ends = 0.0

    def authorization(self, *, fresh: bool = False) -> str:
        """`fresh`: nothing remembered is used, for a credential that Bitbucket has just refused."""
        secret = self._secret.read(fresh=fresh)
        if "client_id" in secret and "client_secret" in secret:
            return self._consumer(secret, fresh=fresh)
        if "email" in secret and "token" in secret:
            return basic(secret["email"], secret["token"])
        if "token" in secret:
            return f"Bearer {_sendable(secret['token'])}"
        raise RefusedError(
            "the Bitbucket secret has neither token, email and token, nor client_id and client_secret",
        )

    def _consumer(self, secret: Mapping[str, str], *, fresh: bool) -> str:
        """A consumer that is refused may have been rotated since the secret was read."""
        try:
            return f"Bearer {self._access_token(secret, fresh=fresh)}"
        except UnauthorisedError as refused:
            if not fresh:
                return self.authorization(fresh=True)
            raise RefusedError(f"{refused}; renew the OAuth consumer in the Bitbucket secret") from None

    def _access_token(self, secret: Mapping[str, str], *, fresh: bool) -> str:
        if fresh or time.monotonic() >= self._token_ends:
            answer = self._grant(secret)
            try:
                granted = json.loads(answer)
                token, lifetime = _sendable(str(granted["access_token"])), float(granted.get("expires_in", 0))
            except _NO_GRANT:
                raise RetryableError(f"POST {self._token_url}: the answer holds no access token") from None
            self._token, self._token_ends = token, time.monotonic() + lifetime - _SPARE_SECONDS
        return self._token

    def _grant(self, secret: Mapping[str, str]) -> bytes:
        headers = {
            "Authorization": basic(secret["client_id"], secret["client_secret"]),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self._http.send(
            "POST", self._token_url, headers=headers, body=b"grant_type=client_credentials"
        )


def basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode(errors="replace")).decode()


def _sendable(token: str) -> str:
    """Checked here, since the HTTP client would quote a token that it cannot send."""
    if not (token.isascii() and token.isprintable()):
        raise RefusedError(
            "the Bitbucket token holds characters that no header can carry, such as a line break; mend its secret",
        )
    return token


def _token_url(api: str) -> str:
    """Bitbucket hands tokens out at bitbucket.org, not at its API's host; any other API does it itself."""
    parts = urlsplit(api)
    host = "bitbucket.org" if parts.netloc == "api.bitbucket.org" else parts.netloc
    return f"{parts.scheme}://{host}/site/oauth2/access_token"
