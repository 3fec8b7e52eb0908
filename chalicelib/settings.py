"""The functions' environment, validated when a function starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_MAPPING: Final = "chalicelib/services.yaml"
DEFAULT_API: Final = "https://api.bitbucket.org/2.0"


class SettingsError(Exception):
    """A function's environment is wrong: nothing can work before it is corrected."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`public_url` is the address of Slipway's own API, for links; None leads links to the ECS console."""

    table: str
    mapping: str
    bitbucket_api: str
    bitbucket_secret: str
    public_url: str | None

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Settings:
        """Raises SettingsError naming every variable that is missing or malformed."""
        problems = [f"{name} is not set" for name in _REQUIRED if not environment.get(name)]
        urls = ("SLIPWAY_BITBUCKET_API", "SLIPWAY_PUBLIC_URL")
        problems += [f"{name} is no http(s) URL" for name in urls if not _is_url(environment.get(name))]
        if problems:
            raise SettingsError("; ".join(problems))
        return cls(
            table=environment["SLIPWAY_TABLE"],
            mapping=environment.get("SLIPWAY_MAPPING") or DEFAULT_MAPPING,
            bitbucket_api=(environment.get("SLIPWAY_BITBUCKET_API") or DEFAULT_API).rstrip("/"),
            bitbucket_secret=environment["SLIPWAY_BITBUCKET_SECRET"],
            public_url=(environment.get("SLIPWAY_PUBLIC_URL") or "").rstrip("/") or None,
        )


_REQUIRED: Final = ("SLIPWAY_TABLE", "SLIPWAY_BITBUCKET_SECRET")


def _is_url(value: str | None) -> bool:
    """An absent or empty one is no mistake: it has a default."""
    if not value:
        return True
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
