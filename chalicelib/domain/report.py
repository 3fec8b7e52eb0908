"""The commit's build status: what it says, and which statuses are still owed.

A commit has one status per service (one stable key), so what is owed is kept per commit, and only ever the
current state: an older one is never sent again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from chalicelib.domain.lifecycle import COMMIT_STATES, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.lifecycle import CommitState
    from chalicelib.domain.mapping import MappedService

# Bitbucket: "key: Ensure this value has at most 40 characters"; it neither hashes nor cuts keys itself.
MAX_KEY: Final = 40
MAX_DESCRIPTION: Final = 255
_REMEMBERED: Final = 12
_FIRST_BACKOFF: Final = timedelta(seconds=60)
_LONGEST_BACKOFF: Final = timedelta(minutes=15)
_CONFIRM_AFTER: Final = timedelta(seconds=60)

_SAYS: Final[dict[State, str]] = {
    State.REQUESTED: "{image} waits to be deployed to {target}",
    State.HELD: "{image} is held back from {target}: {reason}",
    State.DEPLOYING: "{image} is rolling out on {target}",
    State.SUCCEEDED: "{image} is deployed on {target}: {reason}",
    State.UNCHANGED: "{image} is deployed on {target}: {reason}",
    State.FAILED: "{image} failed on {target}: {reason}",
    State.TIMED_OUT: "{image} has not come up on {target} in time: {reason}",
    State.REFUSED: "{image} was not deployed to {target}: {reason}",
    State.SUPERSEDED: "{image} was not kept on {target}: {reason}",
    State.STOPPED: "{image} was stopped on {target}: {reason}",
}


@dataclass(frozen=True, slots=True)
class CommitStatus:
    """One build status as Bitbucket takes it."""

    key: str
    state: CommitState
    name: str
    description: str
    url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What one commit's status should say, and whether it still has to be sent.

    `unsure`: an earlier attempt got no answer, so an older status may yet arrive at Bitbucket after a newer
    one; the status is then sent once more a minute after it was accepted.
    """

    repository: str
    commit: str
    deployment: str
    state: State
    description: str
    owed: bool = True
    attempts: int = 0
    next_at: datetime | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """The statuses of a service's latest commits, oldest first."""

    entries: tuple[Entry, ...] = ()

    @property
    def due(self) -> datetime | None:
        """When the next report has to be tried; None when nothing is owed."""
        return min((one.next_at for one in self.owed if one.next_at), default=None)

    @property
    def owed(self) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if one.owed)

    def owing(self, mapped: MappedService, deployments: Iterable[Deployment], now: datetime) -> Ledger:
        """With the state of each of those deployments owed to its commit.

        Deployments without a commit owe nothing, and one that is older than the commit's latest says nothing.
        """
        ledger = self
        for deployment in sorted(deployments, key=lambda one: one.id):
            if mapped.bitbucket is not None and deployment.commit is not None:
                ledger = ledger._owe(_entry(mapped, mapped.bitbucket.repository, deployment, now))
        return ledger

    def _owe(self, entry: Entry) -> Ledger:
        before = next((one for one in self.entries if one.commit == entry.commit), None)
        if before is not None:
            if _says_nothing_new(before, entry):
                return self
            said = (before.deployment, before.state, before.description)
            if said == (entry.deployment, entry.state, entry.description):
                return self
            entry = replace(entry, unsure=before.unsure)
        others = [one for one in self.entries if one.commit != entry.commit]
        return Ledger(_forget([*others, entry]))

    def ending(self, deployment: Deployment, now: datetime) -> Ledger:
        """With the end of a deployment whose service is mapped no more owed to the commit that shows it."""
        description = _text(deployment, deployment.wish.service)
        return Ledger(
            tuple(
                replace(one, state=deployment.state, description=description, owed=True, next_at=now)
                if one.deployment == deployment.id
                else one
                for one in self.entries
            ),
        )

    def settled(self, entry: Entry) -> Ledger:
        """With that entry as it is after an attempt."""
        return Ledger(tuple(entry if one.commit == entry.commit else one for one in self.entries))

    def renamed(self, short: str, full: str) -> Ledger:
        """With the commit's full hash in the place of the short one."""
        named = [one for one in self.entries if one.commit != full or short == full]
        return Ledger(tuple(replace(one, commit=full) if one.commit == short else one for one in named))

    def doubted(self, commits: Iterable[str], now: datetime) -> Ledger:
        """With those commits' statuses owed again: a worker without the lease may have overwritten them."""
        again = frozenset(commits)
        return Ledger(
            tuple(
                replace(one, owed=True, next_at=now, attempts=0) if one.commit in again else one
                for one in self.entries
            ),
        )


def _says_nothing_new(before: Entry, entry: Entry) -> bool:
    """A commit shows its latest deployment: not an older one, nor one that gave way to another."""
    if before.deployment == entry.deployment:
        return False
    return before.deployment > entry.deployment or entry.state is State.SUPERSEDED


def _forget(entries: list[Entry]) -> tuple[Entry, ...]:
    surplus = len(entries) - _REMEMBERED
    for one in [one for one in entries if not one.owed][: max(surplus, 0)]:
        entries.remove(one)
    return tuple(entries)


def _entry(mapped: MappedService, repository: str, deployment: Deployment, now: datetime) -> Entry:
    return Entry(
        repository=repository,
        commit=str(deployment.commit),
        deployment=deployment.id,
        state=deployment.state,
        description=describe(deployment, mapped),
        next_at=now,
    )


def describe(deployment: Deployment, mapped: MappedService) -> str:
    """What happened and why, in words, within Bitbucket's bounds."""
    return _text(deployment, f"{mapped.target.cluster}/{mapped.target.service}")


def _text(deployment: Deployment, target: str) -> str:
    text = _SAYS[deployment.state].format(image=deployment.image, target=target, reason=deployment.reason)
    return text if len(text) <= MAX_DESCRIPTION else text[: MAX_DESCRIPTION - 1] + "…"


def accepted(entry: Entry, now: datetime) -> Entry:
    """Bitbucket took it. After an unanswered attempt it is owed once more, to have the last word."""
    if entry.unsure:
        return replace(entry, unsure=False, attempts=0, next_at=now + _CONFIRM_AFTER)
    return replace(entry, owed=False, attempts=0, next_at=None)


def abandoned(entry: Entry) -> Entry:
    """Bitbucket refused it for good: asking again would only hammer."""
    return replace(entry, owed=False, next_at=None)


def postponed(entry: Entry, now: datetime, retry_after: float | None, *, unanswered: bool) -> Entry:
    """It could not be sent: try again later, as late as Bitbucket asks (`retry_after`, seconds)."""
    wait = min(_LONGEST_BACKOFF, _FIRST_BACKOFF * 2 ** min(entry.attempts, 10))
    if retry_after is not None:
        wait = max(timedelta(seconds=min(retry_after, 3600.0)), timedelta(seconds=1))
    unsure = entry.unsure or unanswered
    return replace(entry, attempts=entry.attempts + 1, next_at=now + wait, unsure=unsure)


def status_key(service: str) -> str:
    """The stable key of a service's status: readable where it fits, hashed where it would not."""
    key = f"slipway-{service}"
    if len(key) <= MAX_KEY:
        return key
    return f"{key[: MAX_KEY - 13]}-{sha256(service.encode()).hexdigest()[:12]}"


def status_of(entry: Entry, service: str, url: str) -> CommitStatus:
    """The entry as Bitbucket takes it; `url` is where a person learns more."""
    return CommitStatus(
        key=status_key(service),
        state=COMMIT_STATES[entry.state],
        name=f"Deploy {service}",
        description=entry.description,
        url=url,
    )
