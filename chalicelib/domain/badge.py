"""What a service's badge says."""

from __future__ import annotations

import re
from typing import Final

from chalicelib.domain.badge_text import plain
from chalicelib.domain.frozen import frozen
from chalicelib.domain.lifecycle import State

NONE_YET: Final = "no deployments"
MAX_VERSION: Final = 128

# Shields asks an endpoint again no sooner than after five minutes: https://shields.io/badges/endpoint-badge
CACHE_SECONDS: Final = 300

_COLOR: Final = re.compile(r"#[0-9a-f]{6}")

# White text on each has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3), the gradient's lightest end included.
_GREEN: Final = "#2c7a2c"
_BLUE: Final = "#1c69b3"
_AMBER: Final = "#98590a"
_RED: Final = "#c0322a"
_GREY: Final = "#5b6b80"

_LOOKS: Final[dict[State, tuple[str, str]]] = {
    State.REQUESTED: ("waiting", _BLUE),
    State.DEPLOYING: ("deploying", _BLUE),
    State.SUCCEEDED: ("deployed", _GREEN),
    State.UNCHANGED: ("deployed", _GREEN),
    State.HELD: ("held", _AMBER),
    State.FAILED: ("failed", _RED),
    State.TIMED_OUT: ("timed out", _RED),
    State.REFUSED: ("refused", _RED),
    State.STOPPED: ("stopped", _GREY),
    State.SUPERSEDED: ("superseded", _GREY),
}
_ERRORS: Final = frozenset({State.FAILED, State.TIMED_OUT, State.REFUSED})


@frozen
class Badge:
    """Two texts side by side, the right one on `color` (`#rrggbb`, lower case).

    Whatever the texts were, they are one bounded line without control characters. An empty label is left out,
    as Shields does. Raises ValueError for another kind of color, or a message with nothing to see in it.
    """

    label: str
    message: str
    color: str
    error: bool

    def __post_init__(self) -> None:
        if not _COLOR.fullmatch(self.color):
            raise ValueError(f"{self.color[:20]!r} is not the color of a badge: write it like {_GREY}")
        object.__setattr__(self, "label", plain(self.label))
        object.__setattr__(self, "message", plain(self.message))
        if not self.message:
            raise ValueError("a badge without a message says nothing: give it a word")

    @property
    def words(self) -> str:
        """All of it as one text, for who cannot see it."""
        return f"{self.label}: {self.message}" if self.label else self.message


def badge_of(label: str, state: State | None, version: str | None) -> Badge:
    """The badge for a service's newest deployment; `version` is the image's tag or its digest in short.

    No state means that nothing was ever deployed, and then no version is shown.
    """
    if state is None:
        return Badge(label, NONE_YET, _GREY, error=False)
    word, color = _LOOKS[state]
    message = f"{plain(version or '', MAX_VERSION)} {word}"
    return Badge(label, message, color, error=state in _ERRORS)


def endpoint(badge: Badge) -> dict[str, str | int | bool]:
    """The badge for Shields to draw: https://shields.io/badges/endpoint-badge."""
    return {
        "schemaVersion": 1,
        "label": badge.label,
        "message": badge.message,
        "color": badge.color.removeprefix("#"),
        "isError": badge.error,
        "cacheSeconds": CACHE_SECONDS,
    }
