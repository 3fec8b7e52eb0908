"""Where the API is and who asks, from the environment."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from slipway.client.errors import NotSetUpError

if TYPE_CHECKING:
    from collections.abc import Mapping

ADDRESS: Final = "SLIPWAY_API"
TOKEN: Final = "SLIPWAY_TOKEN"  # noqa: S105  the variable's name
STEP_TOKEN: Final = "BITBUCKET_STEP_OIDC_TOKEN"  # noqa: S105  the variable's name


def address(given: str | None) -> str:
    """Without a slash at its end. Raises NotSetUpError."""
    if not given or not given.strip():
        raise NotSetUpError(
            f"the API's address is not known; set {ADDRESS}, or give --api. It is the output PublicUrl of "
            "Slipway's stack"
        )
    url = given.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or parts.query or parts.fragment or parts.username:
        raise NotSetUpError(
            f"{given!r} is no address of an API; {ADDRESS} is like https://deploy.example.com"
        )
    if parts.scheme == "http" and not _is_here(host):
        raise NotSetUpError(f"{given!r} would carry the token in the clear; write https:// in {ADDRESS}")
    return url


def token(environment: Mapping[str, str]) -> str:
    """An operator's token, else that of the pipeline's step. Raises NotSetUpError."""
    for name in (TOKEN, STEP_TOKEN):
        found = environment.get(name, "").strip()
        if found and not (found.isascii() and found.isprintable() and " " not in found):
            raise NotSetUpError(f"{name} is no token: it has characters that none has; copy it again")
        if found:
            return found
    raise NotSetUpError(
        f"there is no token; set {TOKEN} to that of an operator (`slipway operators add NAME` makes one), or in "
        f"a pipeline give the step `oidc: audiences`, so that it has {STEP_TOKEN}"
    )


def _is_here(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
