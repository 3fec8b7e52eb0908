"""Which commits exist: every well-formed full hash does, a short one only when its full hash was seen."""

from __future__ import annotations

import re
from collections import defaultdict
from http import HTTPStatus
from threading import Lock

from slipway.local.bitbucket.errors import ApiError

FULL = re.compile(r"[0-9a-f]{40}")
SHORT = re.compile(r"[0-9a-f]{7,39}")


class Commits:
    """The commits seen per repository, `workspace/slug`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: defaultdict[str, set[str]] = defaultdict(set)

    def resolve(self, repository: str, commit: str) -> str:
        """Give the full hash of `commit`, which may be short (7 characters or more).

        Raises:
            ApiError: 404, for what is no hash, a short hash of no commit seen here, or one of several.

        """
        wanted = commit.lower()
        with self._lock:
            if FULL.fullmatch(wanted):
                self._seen[repository].add(wanted)
                return wanted
            known = self._seen.get(repository, set()) if SHORT.fullmatch(wanted) else set()
            found = [full for full in known if full.startswith(wanted)]
        if len(found) == 1:
            return found[0]
        raise ApiError(HTTPStatus.NOT_FOUND, f"Commit not found: {commit} in {repository}")

    def all(self) -> list[tuple[str, str]]:
        """List every (repository, commit) seen."""
        with self._lock:
            return [(repository, full) for repository, fulls in self._seen.items() for full in sorted(fulls)]
