"""For people: which commits there are, and what the builds say about each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, current_app, make_response

from slipway.local.bitbucket.errors import ApiError
from slipway.local.bitbucket.page_templates import COMMIT, INDEX, LAYOUT
from slipway.local.bitbucket.status import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Response

    from slipway.local.bitbucket.book import Book, Build
    from slipway.local.bitbucket.commits import Commits

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def pages(book: Book, commits: Commits) -> Blueprint:
    routes = Blueprint("pages", __name__)

    @routes.get("/")
    def index() -> Response:
        builds = {place: book.of_commit(*place) for place in commits.all()}
        newest_first = sorted(
            builds,
            key=lambda place: max((build.updated_at.timestamp() for build in builds[place]), default=0.0),
            reverse=True,
        )
        rows = [(*place, builds[place]) for place in newest_first]
        everything = [build for found in builds.values() for build in found]
        return _page(INDEX, "Commits", everything, commits=rows)

    @routes.get("/<workspace>/<slug>/commits/<commit>")
    def commit_page(workspace: str, slug: str, commit: str) -> Response:
        repository = f"{workspace}/{slug}"
        try:
            full = commits.resolve(repository, commit)
        except ApiError as error:
            abort(error.status, error.message)
        builds = book.of_commit(repository, full)
        title = f"{full[:12]} in {repository}"
        return _page(COMMIT, title, builds, repository=repository, commit=full, builds=builds)

    return routes


def _page(source: str, title: str, shown: Iterable[Build], **values: object) -> Response:
    """Render a page that reloads itself for as long as any of `shown` is in progress."""
    templates = current_app.jinja_env.overlay(autoescape=True)
    busy = any(build.status.state is State.INPROGRESS for build in shown)
    html = templates.from_string(source).render(
        layout=templates.from_string(LAYOUT), title=title, busy=busy, **values
    )
    response = make_response(html)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response
