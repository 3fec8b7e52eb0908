"""What only the stand-in has: a look at what was written and asked, and commits made known."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint

from slipway.local.bitbucket.bodies import json_object, text
from slipway.local.bitbucket.errors import ApiError

if TYPE_CHECKING:
    from slipway.local.bitbucket.bodies import Json
    from slipway.local.bitbucket.book import Book, Build, Change
    from slipway.local.bitbucket.commits import Commits
    from slipway.local.bitbucket.request_log import RequestLog

REPOSITORY = re.compile(r"[^/\s]+/[^/\s]+")


def local_api(book: Book, commits: Commits, log: RequestLog) -> Blueprint:
    routes = Blueprint("local_api", __name__, url_prefix="/_local")

    @routes.get("/statuses")
    def statuses() -> list[Json]:
        return [_history(build) for build in book.all()]

    @routes.delete("/statuses")
    def forget_statuses() -> tuple[str, int]:
        book.forget()
        return "", HTTPStatus.NO_CONTENT

    @routes.get("/requests")
    def requests() -> list[Json]:
        return log.entries()

    @routes.delete("/requests")
    def forget_requests() -> tuple[str, int]:
        log.forget()
        return "", HTTPStatus.NO_CONTENT

    @routes.post("/commits")
    def register_commit() -> tuple[Json, int]:
        body = json_object({"repository", "hash"})
        repository, full = text(body, "repository", ""), text(body, "hash", "")
        if not REPOSITORY.fullmatch(repository):
            raise ApiError(HTTPStatus.BAD_REQUEST, f"repository: {repository!r} is not workspace/slug.")
        return {"repository": repository, "hash": commits.resolve(repository, full)}, HTTPStatus.CREATED

    return routes


def _history(build: Build) -> Json:
    """Tell a build's changes, oldest first; `refname` only where one was given."""
    refname: Json = {} if build.status.refname is None else {"refname": build.status.refname}
    return {
        "repository": build.repository,
        "commit": build.commit,
        "key": build.status.key,
        **refname,
        "changes": [_change(change) for change in build.changes],
    }


def _change(change: Change) -> Json:
    return {
        "state": change.status.state.value,
        "name": change.status.name,
        "url": change.status.url,
        "description": change.status.description,
        "at": change.at.isoformat(),
    }
