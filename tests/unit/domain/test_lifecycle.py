"""The states of a deployment: every way between two of them, and what the commit says meanwhile."""

from __future__ import annotations

from itertools import product

import pytest

from chalicelib.domain.lifecycle import COMMIT_STATES, FINISHED, TRANSITIONS, WAITING, State, may_become

WAYS = {
    ("requested", "deploying"),
    ("requested", "refused"),
    ("requested", "superseded"),
    ("requested", "held"),
    ("requested", "unchanged"),
    ("held", "requested"),
    ("held", "superseded"),
    ("held", "refused"),
    ("deploying", "succeeded"),
    ("deploying", "failed"),
    ("deploying", "timed_out"),
    ("deploying", "superseded"),
    ("deploying", "stopped"),
    ("timed_out", "succeeded"),
    ("timed_out", "failed"),
}
ON_THE_COMMIT = {
    "requested": "INPROGRESS",
    "deploying": "INPROGRESS",
    "succeeded": "SUCCESSFUL",
    "unchanged": "SUCCESSFUL",
    "failed": "FAILED",
    "timed_out": "FAILED",
    "refused": "FAILED",
    "superseded": "STOPPED",
    "stopped": "STOPPED",
    "held": "STOPPED",
}


def test_the_states_are_those_that_users_rely_on() -> None:
    assert {state.value for state in State} == set(ON_THE_COMMIT)


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_there_is_a_way_from_one_state_to_another_only_where_the_table_has_one(
    before: State, after: State
) -> None:
    assert may_become(before, after) is ((before.value, after.value) in WAYS)


def test_the_table_has_a_line_for_every_state() -> None:
    assert set(TRANSITIONS) == set(State)


@pytest.mark.parametrize("state", State)
def test_every_state_shows_on_the_commit(state: State) -> None:
    assert COMMIT_STATES[state].value == ON_THE_COMMIT[state.value]


@pytest.mark.parametrize("state", State)
def test_a_deployment_waits_or_rolls_out_or_has_finished(state: State) -> None:
    assert [state in WAITING, state is State.DEPLOYING, state in FINISHED].count(True) == 1


@pytest.mark.parametrize("state", sorted(FINISHED - {State.TIMED_OUT}))
def test_an_end_is_final_unless_ecs_may_still_decide(state: State) -> None:
    assert not TRANSITIONS[state]


@pytest.mark.parametrize("state", sorted(set(State) - FINISHED))
def test_every_unfinished_state_leads_to_an_end(state: State) -> None:
    reached = {state}
    while (further := reached.union(*(TRANSITIONS[one] for one in reached))) != reached:
        reached = further

    assert reached & FINISHED


def test_an_in_progress_on_a_commit_ends_with_the_deployment() -> None:
    assert not [state for state in FINISHED | {State.HELD} if COMMIT_STATES[state] == "INPROGRESS"]
