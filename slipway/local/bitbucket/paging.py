"""Bitbucket's pages: `?page=` from 1, `?pagelen=` 10 unless told, at most 100."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import request

from slipway.local.bitbucket.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slipway.local.bitbucket.bodies import Json

USUAL = 10
AT_MOST = 100


def page_of(url: str, values: Sequence[object]) -> Json:
    """Cut out the page of `values` that the request asks for; `url`, the stand-in's own, begins its links."""
    page, pagelen = _argument("page", 1), _argument("pagelen", USUAL)
    if pagelen > AT_MOST:
        raise ApiError(HTTPStatus.BAD_REQUEST, f"Invalid pagelen: {pagelen}, the most is {AT_MOST}.")
    end = page * pagelen
    neighbours: Json = {}
    if end < len(values):
        neighbours["next"] = _link(url, page + 1)
    if page > 1:
        neighbours["previous"] = _link(url, page - 1)
    shown = list(values[end - pagelen : end])
    return {"size": len(values), "page": page, "pagelen": pagelen, "values": shown, **neighbours}


def _argument(name: str, default: int) -> int:
    given = request.args.get(name, str(default))
    if not given.isascii() or not given.isdigit() or int(given) < 1:
        raise ApiError(HTTPStatus.BAD_REQUEST, f"Invalid {name}: {given!r} is not a whole number from 1 up.")
    return int(given)


def _link(url: str, page: int) -> str:
    return f"{url}{request.path}?{urlencode({**request.args, 'page': page})}"
