"""A held service begins nothing new but a rollback, until somebody releases it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import deployment, later, wish
from chalicelib.domain.commands import Asked, Hold, Release
from chalicelib.domain.deployment import Deployment, Origin
from chalicelib.domain.holding import hold_in_force
from chalicelib.domain.lifecycle import State
from chalicelib.domain.record import ServiceRecord
from chalicelib.domain.triage import Answers, triage

EMPTY = ServiceRecord("web", fence=1, arrivals=0, owner="run-1")
FREEZE = Hold("hold.1", "web", later(1), "operator alice", "sales week")
RELEASE = Release("release.1", "web", later(5), "operator bob")
V1, V2, V3 = wish("v1"), wish("v2", at=later(2)), wish("v3", at=later(3))
BACK = wish("v0", at=later(4), origin=Origin.ROLLBACK)


def sorted_out(*rounds: list[Asked]) -> ServiceRecord:
    record = EMPTY
    for inbox in rounds:
        record = triage(replace(record, inbox=tuple(inbox)), later(9), Answers())
    return record


def states(record: ServiceRecord) -> dict[str, State]:
    return {str(one.wish.tag): one.state for one in record.changed}


def image(deployment: Deployment | None) -> str | None:
    return deployment.image if deployment is not None else None


def test_what_waits_when_the_hold_comes_is_held() -> None:
    record = sorted_out([V1], [FREEZE])

    assert (record.waiting, image(record.held)) == (None, "v1")
    assert record.changed[-1].reason == "held by operator alice: sales week"


@pytest.mark.parametrize("rounds", [[[FREEZE], [V2]], [[FREEZE, V2]], [[V2, FREEZE]]])
def test_what_is_wished_for_under_a_hold_is_held(rounds: list[list[Asked]]) -> None:
    record = sorted_out(*rounds)

    assert (record.waiting, image(record.held)) == (None, "v2")
    assert states(record) == {"v2": State.HELD}


def test_the_newest_of_what_is_held_is_kept() -> None:
    record = sorted_out([FREEZE], [V2], [V3])

    assert image(record.held) == "v3"
    assert states(record) == {"v2": State.SUPERSEDED, "v3": State.HELD}


def test_a_request_is_held_too() -> None:
    record = sorted_out([FREEZE], [wish("v2", at=later(2), origin=Origin.REQUEST)])

    assert image(record.held) == "v2"


def test_a_release_lets_the_newest_begin() -> None:
    record = sorted_out([FREEZE], [V2], [V3], [RELEASE])

    assert (record.hold, record.held, image(record.waiting)) == (None, None, "v3")
    assert record.changed[-1].reason == "released by operator bob"


def test_a_release_of_a_service_that_nobody_held_changes_nothing() -> None:
    assert sorted_out([RELEASE]) == EMPTY


def test_what_comes_after_a_release_waits_as_ever() -> None:
    assert image(sorted_out([FREEZE], [RELEASE], [V2]).waiting) == "v2"


def test_a_second_hold_takes_the_place_of_the_first() -> None:
    again = replace(FREEZE, id="hold.2", reason="still")

    assert sorted_out([FREEZE], [again]).hold == again


def test_a_rollback_goes_through_a_hold() -> None:
    record = sorted_out([FREEZE], [V2], [BACK])

    assert (image(record.waiting), record.held) == ("v0", None)
    assert states(record) == {"v2": State.SUPERSEDED, "v0": State.REQUESTED}


def test_a_rollback_holds_its_service() -> None:
    hold = sorted_out([BACK]).hold

    assert hold is not None
    assert (hold.by, hold.reason) == (BACK.requested_by, "rolled back to v0")


def test_a_push_after_a_rollback_is_held_and_does_not_keep_the_rollback_from_beginning() -> None:
    record = sorted_out([V1], [BACK, wish("v4", at=later(6))])

    assert (image(record.waiting), image(record.held)) == ("v0", "v4")
    assert states(record) == {"v1": State.SUPERSEDED, "v0": State.REQUESTED, "v4": State.HELD}


def test_a_hold_does_not_stop_a_rollback_that_waits() -> None:
    assert image(sorted_out([BACK], [replace(FREEZE, at=later(7))]).waiting) == "v0"


def test_a_release_while_a_rollback_waits_prefers_what_was_pushed_since() -> None:
    record = sorted_out([BACK], [wish("v4", at=later(6))], [replace(RELEASE, at=later(7))])

    assert image(record.waiting) == "v4"
    assert states(record) == {"v0": State.SUPERSEDED, "v4": State.REQUESTED}


@pytest.mark.parametrize(
    ("inbox", "by"),
    [
        ((), "operator alice"),
        ((RELEASE,), None),
        ((BACK,), BACK.requested_by),
        ((RELEASE, BACK), None),
        ((V2,), "operator alice"),
        ((replace(FREEZE, by="operator carol"),), "operator carol"),
    ],
)
def test_a_person_is_shown_the_hold_as_it_will_be(inbox: tuple[Asked, ...], by: str | None) -> None:
    hold = hold_in_force(replace(EMPTY, hold=FREEZE, inbox=inbox))

    assert (hold.by if hold is not None else None) == by


def test_a_held_deployment_is_still_the_newest_of_its_service() -> None:
    record = sorted_out([FREEZE], [V2])

    assert record.of_newest == record.held
    assert deployment(V2).id == (record.of_newest or deployment(V1)).id
