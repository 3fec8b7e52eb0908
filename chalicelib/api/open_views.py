"""What everybody may ask for: badges, each with its token where it is private, and the API's own description."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from chalicelib.api.exchange import Reply
from chalicelib.api.openapi import document_text
from chalicelib.api.parameters import NO_BADGE
from chalicelib.domain.badge import badge_of, endpoint
from chalicelib.domain.badge_svg import svg
from chalicelib.domain.badge_token import token_matches
from chalicelib.domain.entity_tag import etag, matches
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.mapped_service import BadgeVisibility

if TYPE_CHECKING:
    from chalicelib.api.exchange import Given, Request
    from chalicelib.api.house import House
    from chalicelib.domain.badge import Badge

# An image proxy (GitHub's, for one) keeps what it fetched unless it is told to ask again, which an ETag makes cheap.
ASK_AGAIN: Final = "no-cache, max-age=0"
SANDBOX: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def badge_svg(house: House, request: Request, given: Given) -> Reply:
    del request
    headers = {"Content-Type": "image/svg+xml; charset=utf-8", "Content-Security-Policy": SANDBOX}
    return _cached(svg(_badge(house, given)), headers, given)


def badge_json(house: House, request: Request, given: Given) -> Reply:
    del request
    headers = {"Content-Type": "application/json", "Content-Security-Policy": SANDBOX}
    return _cached(json.dumps(endpoint(_badge(house, given))), headers, given)


def openapi(house: House, request: Request, given: Given) -> Reply:
    del house
    return _cached(document_text(request.base_url), {"Content-Type": "application/json"}, given)


def _badge(house: House, given: Given) -> Badge:
    """NotFoundError, in the same words, for what is not there and for what is not shown."""
    found = house.reads.badge(given.text("name"))
    if found is None:
        raise NotFoundError(NO_BADGE)
    mapped, state, image = found
    private = mapped.badge is not BadgeVisibility.PUBLIC
    if private and not token_matches(house.badge_key(), mapped.name, given.optional("token")):
        raise NotFoundError(NO_BADGE)
    return badge_of(mapped.name, state, image)


def _cached(body: str, headers: dict[str, str], given: Given) -> Reply:
    mark = etag(body)
    headers = {**headers, "ETag": mark, "Cache-Control": ASK_AGAIN}
    if matches(given.optional("If-None-Match"), mark):
        return Reply(304, "", headers)
    return Reply(200, body, headers)
