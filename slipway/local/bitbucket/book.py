"""Every status that was written, with all its changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from slipway.local.bitbucket.clock import Clock
    from slipway.local.bitbucket.status import Status


@dataclass(frozen=True, slots=True)
class Change:
    """One accepted write, and when."""

    status: Status
    at: datetime


@dataclass(frozen=True, slots=True)
class Build:
    """One status of a commit and its changes, oldest first, never none."""

    repository: str
    commit: str
    changes: tuple[Change, ...]

    @property
    def status(self) -> Status:
        return self.changes[-1].status

    @property
    def created_at(self) -> datetime:
        return self.changes[0].at

    @property
    def updated_at(self) -> datetime:
        return self.changes[-1].at

    def is_at(self, repository: str, commit: str) -> bool:
        return (self.repository, self.commit) == (repository, commit)

    def has_identity_of(self, status: Status) -> bool:
        """Compare key and refname, which acts as part of the key."""
        return (self.status.key, self.status.refname) == (status.key, status.refname)


class Book:
    """Keeps the builds in the order they were first written; safe for concurrent requests."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._builds: list[Build] = []

    def write(self, repository: str, commit: str, status: Status) -> Build:
        """Add `status`, or overwrite the one of the same key."""
        with self._lock:
            for position, build in enumerate(self._builds):
                if build.is_at(repository, commit) and build.has_identity_of(status):
                    return self._change(position, status)
            self._builds.append(Build(repository, commit, (Change(status, self._clock()),)))
            return self._builds[-1]

    def amend(
        self, repository: str, commit: str, key: str, change: Callable[[Status], Status]
    ) -> Build | None:
        """Apply `change` to the status with `key`; None when there is none."""
        with self._lock:
            position = self._newest(repository, commit, key)
            return None if position is None else self._change(position, change(self._builds[position].status))

    def find(self, repository: str, commit: str, key: str) -> Build | None:
        """Find the build with `key`, the last written one when several refnames share it."""
        with self._lock:
            position = self._newest(repository, commit, key)
            return None if position is None else self._builds[position]

    def of_commit(self, repository: str, commit: str) -> list[Build]:
        return [build for build in self.all() if build.is_at(repository, commit)]

    def all(self) -> list[Build]:
        with self._lock:
            return list(self._builds)

    def forget(self) -> None:
        with self._lock:
            self._builds.clear()

    def _change(self, position: int, status: Status) -> Build:
        build = self._builds[position]
        self._builds[position] = replace(build, changes=(*build.changes, Change(status, self._clock())))
        return self._builds[position]

    def _newest(self, repository: str, commit: str, key: str) -> int | None:
        found = [
            position
            for position, build in enumerate(self._builds)
            if build.is_at(repository, commit) and build.status.key == key
        ]
        return max(found, key=lambda position: self._builds[position].updated_at, default=None)
