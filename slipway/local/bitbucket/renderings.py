"""Builds and commits as the official OpenAPI describes them (`commitstatus`, `commit`)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from slipway.local.bitbucket.bodies import Json
    from slipway.local.bitbucket.book import Build


def build_json(url: str, build: Build) -> Json:
    """Render a `commitstatus`; `url` is the stand-in's own address. No refname: no such member."""
    status = build.status
    commit_url = _commit_url(url, build.repository, build.commit)
    refname: Json = {} if status.refname is None else {"refname": status.refname}
    return {
        "type": "build",
        "key": status.key,
        "state": status.state.value,
        "name": status.name,
        "description": status.description,
        "url": status.url,
        **refname,
        "created_on": build.created_at.isoformat(),
        "updated_on": build.updated_at.isoformat(),
        "commit": {"type": "commit", "hash": build.commit, "links": {"self": {"href": commit_url}}},
        "repository": _repository_json(url, build.repository),
        "links": {
            "self": {"href": f"{commit_url}/statuses/build/{quote(status.key, safe='')}"},
            "commit": {"href": commit_url},
        },
    }


def commit_json(url: str, repository: str, commit: str) -> Json:
    """Render a `commit`. Message and author are made up and the date is left out: nothing is known of it."""
    api = _commit_url(url, repository, commit)
    return {
        "type": "commit",
        "hash": commit,
        "message": f"Commit {commit[:7]}",
        "author": {"type": "author", "raw": "Local <local@example.com>"},
        "parents": [],
        "repository": _repository_json(url, repository),
        "links": {
            "self": {"href": api},
            "html": {"href": f"{url}/{repository}/commits/{commit}"},
            "statuses": {"href": f"{api}/statuses"},
        },
    }


def _repository_json(url: str, repository: str) -> Json:
    return {
        "type": "repository",
        "full_name": repository,
        "name": repository.partition("/")[2],
        "links": {"self": {"href": f"{url}/2.0/repositories/{quote(repository)}"}},
    }


def _commit_url(url: str, repository: str, commit: str) -> str:
    return f"{url}/2.0/repositories/{quote(repository)}/commit/{commit}"
