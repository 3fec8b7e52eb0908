"""When a target counts as healthy, who gets the next request, and who may go."""

from __future__ import annotations

from threading import Thread

import pytest

from slipway.local.balancer.health import Check, Health, State
from slipway.local.balancer.targets import Target, Targets
from waiting import eventually

CHECK = Check(healthy_after=2, unhealthy_after=3)
HERE = ("127.0.0.1", 1)


def test_a_target_is_healthy_after_so_many_checks_in_a_row() -> None:
    health = Health(CHECK)
    assert [health.answered(200), health.answered(500), health.answered(200)] == [False] * 3
    assert health.answered(200)
    assert health.state is State.HEALTHY


def test_a_healthy_target_is_unhealthy_after_so_many_failures_in_a_row() -> None:
    health = Health(CHECK, State.HEALTHY)
    assert [health.refused(), health.timed_out(), health.answered(200)] == [False] * 3
    assert [health.refused(), health.timed_out(), health.answered(404)] == [False, False, True]
    assert health.state is State.UNHEALTHY
    assert health.reason == "Health checks failed with these codes: [404]"


@pytest.mark.parametrize(
    ("matcher", "status", "passes"),
    [
        ("200", 200, True),
        ("200", 204, False),
        ("200,204", 204, True),
        ("200-299", 299, True),
        ("200-299", 301, False),
    ],
)
def test_the_matcher_says_which_codes_pass(matcher: str, status: int, passes: bool) -> None:  # noqa: FBT001 - a table
    assert Check(matcher=matcher).passes(status) is passes


@pytest.fixture
def targets() -> Targets:
    found = Targets()
    for name in ("a", "b", "c"):
        _healthy(found, name)
    return found


def _healthy(targets: Targets, name: str) -> Target:
    target = targets.add(name, HERE, CHECK)
    assert target is not None
    target.health.state = State.HEALTHY
    return target


def _served(targets: Targets, count: int) -> str:
    taken = []
    for _ in range(count):
        target = targets.take()
        assert target is not None
        targets.give_back(target)
        taken.append(target.id)
    return "".join(taken)


def test_targets_take_turns(targets: Targets) -> None:
    assert _served(targets, 6) == "abcabc"


def test_a_new_target_joins_the_turns_without_a_rush(targets: Targets) -> None:
    _served(targets, 300)
    _healthy(targets, "d")
    assert _served(targets, 5) == "dabcd"


def test_nobody_is_taken_who_is_not_healthy_or_is_leaving() -> None:
    targets = Targets()
    targets.add("new", HERE, CHECK)
    _healthy(targets, "leaving")
    targets.withdraw("leaving")
    assert targets.take() is None


def test_a_target_may_go_once_it_has_answered_what_it_had(targets: Targets) -> None:
    busy = targets.take()
    assert busy is not None
    gone: list[bool] = []
    leaving = Thread(target=lambda: gone.append(targets.forget(busy.id, 30)))
    leaving.start()
    eventually(lambda: busy.leaving, "a target that leaves")
    assert gone == []
    assert busy.id not in _served(targets, 4)
    targets.give_back(busy)
    leaving.join()
    assert gone == [True]
    assert targets.ids() == {"b", "c"}


def test_nobody_waits_longer_than_the_deregistration_delay(targets: Targets) -> None:
    busy = targets.take()
    assert busy is not None
    assert not targets.forget(busy.id, 0.05)
    assert targets.get(busy.id) is None
