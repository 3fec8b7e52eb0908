"""The states of a deployment and the one table of the ways between them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a deployment stands."""

    REQUESTED = "requested"
    HELD = "held"
    DEPLOYING = "deploying"
    SUCCEEDED = "succeeded"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    STOPPED = "stopped"


class CommitState(StrEnum):
    """The four states that Bitbucket's commit-status API knows."""

    INPROGRESS = "INPROGRESS"
    SUCCESSFUL = "SUCCESSFUL"
    FAILED = "FAILED"
    STOPPED = "STOPPED"


_NONE: Final[frozenset[State]] = frozenset()

TRANSITIONS: Final[dict[State, frozenset[State]]] = {
    State.REQUESTED: frozenset(
        {State.DEPLOYING, State.UNCHANGED, State.REFUSED, State.SUPERSEDED, State.HELD},
    ),
    State.HELD: frozenset({State.REQUESTED, State.SUPERSEDED, State.REFUSED}),
    State.DEPLOYING: frozenset(
        {State.SUCCEEDED, State.FAILED, State.TIMED_OUT, State.SUPERSEDED, State.STOPPED},
    ),
    # ECS may still decide after the deadline, and then its word counts.
    State.TIMED_OUT: frozenset({State.SUCCEEDED, State.FAILED}),
    State.SUCCEEDED: _NONE,
    State.UNCHANGED: _NONE,
    State.FAILED: _NONE,
    State.REFUSED: _NONE,
    State.SUPERSEDED: _NONE,
    State.STOPPED: _NONE,
}

# A hold may last for days and an INPROGRESS blocks merges, so `held` shows as STOPPED.
COMMIT_STATES: Final[dict[State, CommitState]] = {
    State.REQUESTED: CommitState.INPROGRESS,
    State.DEPLOYING: CommitState.INPROGRESS,
    State.SUCCEEDED: CommitState.SUCCESSFUL,
    State.UNCHANGED: CommitState.SUCCESSFUL,
    State.FAILED: CommitState.FAILED,
    State.TIMED_OUT: CommitState.FAILED,
    State.REFUSED: CommitState.FAILED,
    State.SUPERSEDED: CommitState.STOPPED,
    State.STOPPED: CommitState.STOPPED,
    State.HELD: CommitState.STOPPED,
}

WAITING: Final = frozenset({State.REQUESTED, State.HELD})
SUCCESSES: Final = frozenset({State.SUCCEEDED, State.UNCHANGED})
FINISHED: Final = frozenset(State) - WAITING - {State.DEPLOYING}


def may_become(before: State, after: State) -> bool:
    """Whether the table has a way from one state to the other."""
    return after in TRANSITIONS[before]
