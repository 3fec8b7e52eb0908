"""The commit's build status: what it is called and what it says."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from chalicelib.domain.frozen import frozen
from chalicelib.domain.lifecycle import COMMIT_STATES, State

if TYPE_CHECKING:
    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.ledger import Entry
    from chalicelib.domain.lifecycle import CommitState
    from chalicelib.domain.mapping import MappedService

# Bitbucket: "key: Ensure this value has at most 40 characters"; it neither hashes nor cuts keys itself.
MAX_KEY: Final = 40
MAX_DESCRIPTION: Final = 255

_SAYS: Final[dict[State, str]] = {
    State.REQUESTED: "{image} waits to be deployed to {target}",
    State.HELD: "{image} is held back from {target}: {reason}",
    State.DEPLOYING: "{image} is rolling out on {target}",
    State.SUCCEEDED: "{image} is deployed on {target}: {reason}",
    State.UNCHANGED: "{image} is deployed on {target}: {reason}",
    State.FAILED: "{image} failed on {target}: {reason}",
    State.TIMED_OUT: "{image} has not come up on {target} in time: {reason}",
    State.REFUSED: "{image} was not deployed to {target}: {reason}",
    State.SUPERSEDED: "{image} gave way on {target}: {reason}",
    State.STOPPED: "{image} was stopped on {target}: {reason}",
}


@frozen
class CommitStatus:
    """One build status as Bitbucket takes it."""

    key: str
    state: CommitState
    name: str
    description: str
    url: str


def describe(deployment: Deployment, mapped: MappedService) -> str:
    """What happened and why, in words, within Bitbucket's bounds."""
    return text(deployment, f"{mapped.target.cluster}/{mapped.target.service}")


def text(deployment: Deployment, target: str) -> str:
    """As `describe`, for a target that is named by other means."""
    text = _SAYS[deployment.state].format(image=deployment.image, target=target, reason=deployment.reason)
    return text if len(text) <= MAX_DESCRIPTION else text[: MAX_DESCRIPTION - 1] + "…"


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
