"""The commit-status API, by the paths of the official OpenAPI."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, request

from slipway.local.bitbucket.bodies import json_object
from slipway.local.bitbucket.credentials import check
from slipway.local.bitbucket.errors import ApiError
from slipway.local.bitbucket.paging import page_of
from slipway.local.bitbucket.renderings import build_json, commit_json
from slipway.local.bitbucket.status import amended, parse

if TYPE_CHECKING:
    from slipway.local.bitbucket.bodies import Json
    from slipway.local.bitbucket.book import Book, Build
    from slipway.local.bitbucket.commits import Commits
    from slipway.local.bitbucket.credentials import IssuedTokens

PREFIX = "/2.0/repositories/<workspace>/<repo_slug>/commit/<commit>"


def status_api(url: str, book: Book, commits: Commits, issued: IssuedTokens) -> Blueprint:
    routes = Blueprint("status_api", __name__, url_prefix=PREFIX)

    @routes.before_request
    def authenticate() -> None:
        check(request.authorization, issued)

    @routes.get("")
    def get_commit(workspace: str, repo_slug: str, commit: str) -> Json:
        repository = f"{workspace}/{repo_slug}"
        return commit_json(url, repository, commits.resolve(repository, commit))

    @routes.get("/statuses")
    def list_statuses(workspace: str, repo_slug: str, commit: str) -> Json:
        repository = f"{workspace}/{repo_slug}"
        builds = book.of_commit(repository, commits.resolve(repository, commit))
        return page_of(url, [build_json(url, build) for build in _selected(builds)])

    @routes.post("/statuses/build")
    def create_status(workspace: str, repo_slug: str, commit: str) -> tuple[Json, int]:
        repository = f"{workspace}/{repo_slug}"
        full = commits.resolve(repository, commit)
        return build_json(url, book.write(repository, full, parse(json_object()))), HTTPStatus.CREATED

    @routes.get("/statuses/build/<key>")
    def get_status(workspace: str, repo_slug: str, commit: str, key: str) -> Json:
        repository = f"{workspace}/{repo_slug}"
        return build_json(url, _found(book.find(repository, commits.resolve(repository, commit), key), key))

    @routes.put("/statuses/build/<key>")
    def update_status(workspace: str, repo_slug: str, commit: str, key: str) -> Json:
        repository = f"{workspace}/{repo_slug}"
        full, body = commits.resolve(repository, commit), json_object()
        build = book.amend(repository, full, key, lambda status: amended(status, body))
        return build_json(url, _found(build, key))

    return routes


def _found(build: Build | None, key: str) -> Build:
    if build is None:
        raise ApiError(HTTPStatus.NOT_FOUND, f"There is no build status with the key {key!r} on this commit.")
    return build


def _selected(builds: list[Build]) -> list[Build]:
    """Filter by `?refname=` (those without one stay) and sort by `?sort=`, `created_on` unless told."""
    refname, sort = request.args.get("refname"), request.args.get("sort", "created_on")
    if "q" in request.args:
        raise ApiError(HTTPStatus.BAD_REQUEST, "q: the stand-in evaluates no filter queries; leave it out.")
    if sort.removeprefix("-") not in {"created_on", "updated_on"}:
        raise ApiError(
            HTTPStatus.BAD_REQUEST, f"sort: {sort!r} is none of created_on, updated_on, with or without -."
        )
    kept = [build for build in builds if refname is None or build.status.refname in {None, refname}]
    by_update = sort.endswith("updated_on")
    return sorted(
        kept,
        key=lambda build: build.updated_at if by_update else build.created_at,
        reverse=sort.startswith("-"),
    )
