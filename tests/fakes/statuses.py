"""A model of Bitbucket: commits and their statuses, and everything that was ever posted."""

from __future__ import annotations

from chalicelib.domain.errors import RefusedError
from chalicelib.domain.report import MAX_KEY, CommitStatus
from fakes.faults import Faults

FULL_HASH, MAX_URL = 40, 449


class FakeStatuses:
    """The `CommitStatuses` port."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.posted: list[tuple[str, CommitStatus]] = []
        self.shown: dict[tuple[str, str], CommitStatus] = {}
        self.commits: set[str] = set()

    def full_commit(self, repository: str, short: str) -> str:
        with self.faults.around("full_commit"):
            found = [one for one in self.commits if one.startswith(short)]
            if len(found) != 1:
                raise RefusedError(f"Bitbucket knows no single commit {short} in {repository}")
            return found[0]

    def post(self, repository: str, commit: str, status: CommitStatus) -> None:
        with self.faults.around("post"):
            if len(commit) != FULL_HASH:
                raise RefusedError(f"Commit not found: {commit} in {repository}")
            if len(status.key) > MAX_KEY:
                raise RefusedError(f"key: Ensure this value has at most {MAX_KEY} characters")
            if len(status.url) > MAX_URL or not status.url.startswith(("https://", "http://")):
                raise RefusedError("url: Enter a valid URL.")
            self.posted.append((commit, status))
            self.shown[commit, status.key] = status

    def states(self, commit: str) -> list[str]:
        """Every state that was posted on the commit, in order."""
        return [status.state.value for of, status in self.posted if of == commit]
