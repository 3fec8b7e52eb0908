"""Steady traffic: one request after another, as `while true; do curl URL; done` in a few terminals."""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Self

import urllib3

if TYPE_CHECKING:
    from types import TracebackType

FAST, SLOW = "/", "/cgi-bin/slow"
PATHS = (FAST, FAST, SLOW, SLOW, SLOW, SLOW)
"""A client for each; so many slow ones that no container is ever without a request."""
PAUSE_SECONDS = 0.05
PATIENCE_SECONDS = 5.0
WINDOW_SECONDS = 1.0
OK = 200
MIXED = 2  # versions


@dataclass(frozen=True, slots=True)
class Counted:
    """Who answered, oldest first, and how often within the last second; `failures` are all that were no answers."""

    answers: tuple[str, ...]
    lately: Counter[str]
    failures: tuple[str, ...]

    @property
    def phases(self) -> tuple[frozenset[str], ...]:
        """Who answered before the newest version did, until the older one no longer did, and after that."""
        if len(set(self.answers)) < MIXED:
            return (frozenset(self.answers),)
        old, new = self.answers[0], self.answers[-1]
        first = self.answers.index(new)
        last = len(self.answers) - self.answers[::-1].index(old)
        parts = (self.answers[:first], self.answers[first:last], self.answers[last:])
        return tuple(frozenset(part) for part in parts if part)


class Traffic:
    """Asks `url` until the `with` block ends; the body of an answer is the version that gave it, and some take long."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = urllib3.PoolManager(retries=False, timeout=PATIENCE_SECONDS, maxsize=len(PATHS))
        self._lock, self._end = Lock(), Event()
        self._answers: list[str] = []
        self._lately: deque[tuple[float, str]] = deque()
        self._failures: list[str] = []
        self._clients = [Thread(target=self._ask_on, args=(path,), daemon=True) for path in PATHS]

    def counted(self) -> Counted:
        with self._lock:
            since = time.monotonic() - WINDOW_SECONDS
            while self._lately and self._lately[0][0] < since:
                self._lately.popleft()
            lately = Counter(version for _, version in self._lately)
            return Counted(tuple(self._answers), lately, tuple(self._failures))

    def __enter__(self) -> Self:
        for client in self._clients:
            client.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        for client in self._clients:
            client.join()
        self._http.clear()

    def _ask_on(self, path: str) -> None:
        while not self._end.wait(PAUSE_SECONDS):
            version, failure = self._asked(path)
            with self._lock:
                if failure:
                    self._failures.append(failure)
                else:
                    self._answers.append(version)
                    self._lately.append((time.monotonic(), version))

    def _asked(self, path: str) -> tuple[str, str]:
        """The version that answered, or else what went wrong."""
        try:
            answer = self._http.request("GET", self._url + path)
        except urllib3.exceptions.HTTPError as problem:
            return "", str(problem)
        said = answer.data.decode(errors="replace").strip()
        return (said, "") if answer.status == OK else ("", f"{answer.status}: {said}")
