"""A badge drawn in the flat look that Shields made familiar."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from chalicelib.domain.badge_text import width

if TYPE_CHECKING:
    from chalicelib.domain.badge import Badge

HEIGHT: Final = 20
PADDING: Final = 5

# Looks are attributes, for a strict content security policy forbids style elements. Text is drawn at ten times its
# size and scaled down, for browsers round small sizes to whole pixels. `textLength` makes it fit whatever the font.
# The clip's id carries the width, so that badges of different width may stand in one page's own markup.
_IMAGE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{height}" viewBox="0 0 {total} {height}"'
    ' role="img" aria-label="{words}"><title>{words}</title>'
    '<linearGradient id="slipway-shade" x2="0" y2="100%"><stop offset="0" stop-color="#bbb" stop-opacity=".1"/>'
    '<stop offset="1" stop-opacity=".1"/></linearGradient>'
    '<clipPath id="slipway-{total}"><rect width="{total}" height="{height}" rx="3" fill="#fff"/></clipPath>'
    '<g clip-path="url(#slipway-{total})"><rect width="{left}" height="{height}" fill="#555"/>'
    '<rect x="{left}" width="{right}" height="{height}" fill="{color}"/>'
    '<rect width="{total}" height="{height}" fill="url(#slipway-shade)"/></g>'
    '<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="110"'
    ' text-rendering="geometricPrecision">{label}{message}</g></svg>'
)
_TEXT: Final = (
    '<text aria-hidden="true" x="{middle}" y="150" fill="#010101" fill-opacity=".3" transform="scale(.1)"'
    ' textLength="{length}">{text}</text>'
    '<text x="{middle}" y="140" transform="scale(.1)" textLength="{length}">{text}</text>'
)


def svg(badge: Badge) -> str:
    """A complete SVG document that refers to nothing outside itself, wide enough for all of both texts."""
    left, right = _room(badge.label), _room(badge.message)
    return _IMAGE.format(
        height=HEIGHT,
        total=left + right,
        left=left,
        right=right,
        color=badge.color,
        words=escape(badge.words),
        label=_text(badge.label, 0, left),
        message=_text(badge.message, left, right),
    )


def _room(text: str) -> int:
    return width(text) + 2 * PADDING if text else 0


def _text(text: str, start: int, room: int) -> str:
    if not text:
        return ""
    middle, length = 10 * start + 5 * room, 10 * (room - 2 * PADDING)
    return _TEXT.format(middle=middle, length=length, text=escape(text))
