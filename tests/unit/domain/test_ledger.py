"""Which statuses are owed, to which commits, and when they are tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import commit, deployment, later, mapped, wish
from chalicelib.domain.ledger import Entry, Ledger, abandoned, accepted, postponed
from chalicelib.domain.lifecycle import State
from fakes.clock import NOON

if TYPE_CHECKING:
    from chalicelib.domain.deployment import Deployment

V2, V3 = commit("v2"), commit("v3")
FIRST = deployment(wish("v2", commit=V2), number=1)
SECOND = deployment(wish("v2b", commit=V2, at=later()), number=2)
SENT = Ledger((Entry("acme/shop-api", V2, FIRST.id, State.REQUESTED, "words", owed=False),))
OWED = Entry("acme/shop-api", V2, FIRST.id, State.FAILED, "words", next_at=NOON)


def owing(ledger: Ledger, *deployments: Deployment) -> Ledger:
    return ledger.owing(mapped(), deployments, NOON)


def shown(ledger: Ledger) -> list[tuple[str, str, State]]:
    return [(one.commit, one.deployment, one.state) for one in ledger.entries]


def rolling(one: Deployment) -> Deployment:
    return one.become(State.DEPLOYING, later(), "off it goes")


def gave_way(one: Deployment) -> Deployment:
    return one.become(State.SUPERSEDED, later(), "replaced")


def test_a_deployments_state_is_owed_to_its_commit_at_once() -> None:
    ledger = owing(Ledger(), FIRST)

    assert shown(ledger) == [(V2, FIRST.id, State.REQUESTED)]
    assert ledger.owed == ledger.entries
    assert ledger.due == NOON


def test_a_deployment_without_a_commit_owes_nothing() -> None:
    assert owing(Ledger(), deployment(wish("v2"))) == Ledger()


def test_a_service_without_bitbucket_owes_nothing() -> None:
    silent = replace(mapped(), bitbucket=None)

    assert Ledger().owing(silent, [FIRST], NOON) == Ledger()


def test_only_the_current_state_is_owed() -> None:
    assert shown(owing(Ledger(), FIRST, rolling(FIRST))) == [(V2, FIRST.id, State.DEPLOYING)]


def test_what_was_said_already_is_not_owed_again() -> None:
    ledger = owing(Ledger(), FIRST).settled(replace(owing(Ledger(), FIRST).entries[0], owed=False))

    assert owing(ledger, FIRST) == ledger
    assert owing(ledger, FIRST).due is None


def test_an_older_deployment_of_a_commit_says_nothing() -> None:
    ledger = owing(Ledger(), SECOND)

    assert owing(ledger, rolling(FIRST)) == ledger


def test_a_newer_deployment_of_a_commit_takes_over() -> None:
    assert shown(owing(owing(Ledger(), FIRST), SECOND)) == [(V2, SECOND.id, State.REQUESTED)]


def test_a_deployment_that_gave_way_does_not_overwrite_another() -> None:
    ledger = owing(Ledger(), rolling(FIRST))

    assert owing(ledger, gave_way(SECOND)) == ledger


def test_a_deployment_that_gave_way_ends_its_own_status() -> None:
    assert shown(owing(owing(Ledger(), FIRST), gave_way(FIRST))) == [(V2, FIRST.id, State.SUPERSEDED)]


def test_a_doubt_about_order_outlives_a_change_of_state() -> None:
    ledger = Ledger((replace(OWED, state=State.REQUESTED, unsure=True),))

    assert owing(ledger, rolling(FIRST)).entries[0].unsure


def test_what_was_to_be_confirmed_leaves_its_doubt_to_a_change_of_state() -> None:
    confirming = accepted(replace(OWED, state=State.REQUESTED, unsure=True), NOON)

    (entry,) = owing(Ledger((confirming,)), rolling(FIRST)).entries

    assert (entry.state, entry.next_at, entry.unsure) == (State.DEPLOYING, NOON, True)


def test_what_bitbucket_took_without_doubt_leaves_none() -> None:
    (entry,) = owing(Ledger((accepted(OWED, NOON),)), gave_way(FIRST)).entries

    assert not entry.unsure


def many(count: int, *, owed: bool) -> Ledger:
    return Ledger(
        tuple(replace(OWED, commit=commit(f"old-{number}"), owed=owed) for number in range(count)),
    )


def test_the_oldest_that_is_not_owed_is_forgotten() -> None:
    ledger = owing(many(12, owed=False), FIRST)

    assert [one.commit for one in ledger.entries] == [*(commit(f"old-{n}") for n in range(1, 12)), V2]


def test_what_is_owed_is_never_forgotten() -> None:
    assert len(owing(many(20, owed=True), FIRST).entries) == 21


def test_the_end_of_an_unmapped_service_is_owed_to_the_commit_that_shows_it() -> None:
    other = replace(OWED, commit=V3, deployment="web.other", owed=False, next_at=None)
    ended = FIRST.become(State.REFUSED, later(), "gone")

    ledger = Ledger((*SENT.entries, other)).ending(ended, later())

    assert shown(ledger) == [(V2, FIRST.id, State.REFUSED), (V3, "web.other", State.FAILED)]
    assert ledger.entries[0].description == "v2 was not deployed to web: gone"
    assert (ledger.due, ledger.entries[1]) == (later(), other)


def test_doubted_commits_are_told_again_and_no_others() -> None:
    ledger = Ledger((*SENT.entries, replace(SENT.entries[0], commit=V3))).doubted([V2, "gone"], later())

    assert [(one.commit, one.next_at, one.unsure) for one in ledger.owed] == [(V2, later(), True)]


def test_a_short_hash_gives_way_to_the_full_one() -> None:
    ledger = Ledger((replace(OWED, commit=V2[:7]), replace(OWED, commit=V3)))

    assert [one.commit for one in ledger.renamed(V2[:7], V2).entries] == [V2, V3]


def test_a_commit_has_one_entry_once_its_short_hash_is_known() -> None:
    ledger = Ledger((replace(OWED, commit=V2), replace(OWED, commit=V2[:7])))

    assert [one.commit for one in ledger.renamed(V2[:7], V2).entries] == [V2]


def test_a_full_hash_stays_as_it_is() -> None:
    assert Ledger((OWED,)).renamed(V2, V2) == Ledger((OWED,))


def test_an_entry_is_settled_in_its_place() -> None:
    other = replace(OWED, commit=V3)

    assert Ledger((OWED, other)).settled(abandoned(OWED)).entries == (abandoned(OWED), other)


def test_what_bitbucket_took_is_owed_no_more() -> None:
    assert accepted(replace(OWED, attempts=3), NOON) == replace(OWED, owed=False, next_at=None)


def test_after_an_unanswered_attempt_the_status_has_the_last_word() -> None:
    once = accepted(replace(OWED, attempts=3, unsure=True), NOON)

    assert (once.owed, once.next_at, once.attempts) == (True, NOON + timedelta(seconds=60), 0)
    assert not accepted(once, later()).owed


def test_what_bitbucket_refused_is_not_tried_again() -> None:
    ledger = Ledger((abandoned(OWED),))

    assert (ledger.owed, ledger.due) == ((), None)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 60), (1, 120), (2, 240), (3, 480), (4, 900), (5, 900), (5000, 900)]
)
def test_attempts_grow_rarer_down_to_one_in_a_quarter_of_an_hour(attempts: int, seconds: int) -> None:
    later_on = postponed(replace(OWED, attempts=attempts), NOON, None, unanswered=False)

    assert later_on.next_at == NOON + timedelta(seconds=seconds)
    assert later_on.attempts == attempts + 1


@pytest.mark.parametrize(("asked", "seconds"), [(61, 61), (1800, 1800), (3600, 3600), (99999, 3600)])
def test_bitbuckets_own_wish_for_patience_is_honoured_within_an_hour(asked: float, seconds: int) -> None:
    assert postponed(OWED, NOON, asked, unanswered=False).next_at == NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize("asked", [-5, 0, 1, 7, 59])
@pytest.mark.parametrize(("attempts", "seconds"), [(0, 60), (2, 240), (5, 900)])
def test_a_short_wish_makes_attempts_no_more_frequent(asked: float, attempts: int, seconds: int) -> None:
    later_on = postponed(replace(OWED, attempts=attempts), NOON, asked, unanswered=False)

    assert later_on.next_at == NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("before", "unanswered", "after"),
    [(False, False, False), (False, True, True), (True, False, True), (True, True, True)],
)
def test_an_unanswered_attempt_is_remembered(*, before: bool, unanswered: bool, after: bool) -> None:
    assert postponed(replace(OWED, unsure=before), NOON, None, unanswered=unanswered).unsure is after
