"""The functions' environment, validated when a function starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from chalicelib.domain.frozen import frozen
from chalicelib.domain.mapping_rules import UUID
from chalicelib.domain.rule import Rule, RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_MAPPING: Final = "chalicelib/services.yaml"
WORKSPACE: Final = Rule(
    what="the slug of a Bitbucket workspace",
    pattern=r"[A-Za-z0-9_-]+",
    hint="copy it from the workspace's address",
    example="acme",
)
DEFAULT_API: Final = "https://api.bitbucket.org/2.0"


class SettingsError(Exception):
    """A function's environment is wrong: nothing can work before it is corrected."""


@frozen
class Settings:
    """`public_url` is the address of Slipway's own API, for links; None leads links to the ECS console.

    Pipelines are let in over HTTP when the three `oidc_` are set, operators when their secret is.
    """

    table: str
    mapping: str
    bitbucket_api: str
    bitbucket_secret: str
    public_url: str | None
    operators_secret: str | None = None
    oidc_workspace: str | None = None
    oidc_workspace_uuid: str | None = None
    oidc_audience: str | None = None
    badge_secret: str | None = None

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Settings:
        """Raises SettingsError naming every variable that is missing or malformed."""
        problems = [f"{name} is not set" for name in _REQUIRED if not environment.get(name)]
        urls = ("SLIPWAY_BITBUCKET_API", "SLIPWAY_PUBLIC_URL")
        problems += [f"{name} is no http(s) URL" for name in urls if not _is_url(environment.get(name))]
        problems += [
            f"{name} is not {rule.what}"
            for name, rule in _RULES.items()
            if environment.get(name) and not _obeys(rule, environment[name])
        ]
        if problems:
            raise SettingsError("; ".join(problems))
        return cls(
            table=environment["SLIPWAY_TABLE"],
            mapping=environment.get("SLIPWAY_MAPPING") or DEFAULT_MAPPING,
            bitbucket_api=(environment.get("SLIPWAY_BITBUCKET_API") or DEFAULT_API).rstrip("/"),
            bitbucket_secret=environment["SLIPWAY_BITBUCKET_SECRET"],
            public_url=(environment.get("SLIPWAY_PUBLIC_URL") or "").rstrip("/") or None,
            operators_secret=environment.get("SLIPWAY_OPERATORS_SECRET") or None,
            oidc_workspace=environment.get("SLIPWAY_OIDC_WORKSPACE") or None,
            oidc_workspace_uuid=environment.get("SLIPWAY_OIDC_WORKSPACE_UUID") or None,
            oidc_audience=environment.get("SLIPWAY_OIDC_AUDIENCE") or None,
            badge_secret=environment.get("SLIPWAY_BADGE_SECRET") or None,
        )


_REQUIRED: Final = ("SLIPWAY_TABLE", "SLIPWAY_BITBUCKET_SECRET")
_RULES: Final = {"SLIPWAY_OIDC_WORKSPACE": WORKSPACE, "SLIPWAY_OIDC_WORKSPACE_UUID": UUID}


def _obeys(rule: Rule, value: str) -> bool:
    try:
        rule(value)
    except RuleBrokenError:
        return False
    return True


def _is_url(value: str | None) -> bool:
    """An absent or empty one is no mistake: it has a default."""
    if not value:
        return True
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
