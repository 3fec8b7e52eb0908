"""A model of Bitbucket: commits and their statuses, and everything that was ever posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.errors import RefusedError
from chalicelib.domain.report import MAX_KEY, CommitStatus
from fakes.clock import FakeClock
from fakes.faults import Faults

FULL_HASH, MAX_URL = 40, 449


@dataclass(frozen=True)
class Late:
    """A post that fails with `error` for whoever sent it, and takes effect `seconds` later all the same."""

    seconds: float
    error: BaseException


@dataclass(frozen=True)
class OnItsWay:
    arrives: datetime
    commit: str
    status: CommitStatus


class FakeStatuses:
    """The `CommitStatuses` port. `late`: what becomes of the next posts, instead of being answered."""

    def __init__(self, clock: FakeClock | None = None) -> None:
        self.faults = Faults()
        self.clock = clock or FakeClock()
        self.commits: set[str] = set()
        self.late: list[Late] = []
        self._posted: list[tuple[str, CommitStatus]] = []
        self._on_their_way: list[OnItsWay] = []

    @property
    def posted(self) -> list[tuple[str, CommitStatus]]:
        """All that took effect, in that order."""
        arrived = [one for one in self._on_their_way if one.arrives <= self.clock.now()]
        for one in sorted(arrived, key=lambda one: one.arrives):
            self._on_their_way.remove(one)
            self._posted.append((one.commit, one.status))
        return self._posted

    @property
    def shown(self) -> dict[tuple[str, str], CommitStatus]:
        """(commit, key) -> its last status."""
        return {(commit, status.key): status for commit, status in self.posted}

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
            if self.late:
                late = self.late.pop(0)
                self.arrives(commit, status, late.seconds)
                raise late.error
            self.posted.append((commit, status))

    def arrives(self, commit: str, status: CommitStatus, seconds: float) -> None:
        """Takes effect then, whatever was posted meanwhile."""
        at = self.clock.now() + timedelta(seconds=seconds)
        self._on_their_way.append(OnItsWay(at, commit, status))

    def states(self, commit: str) -> list[str]:
        """Every state that was posted on the commit, in order."""
        return [status.state.value for of, status in self.posted if of == commit]
