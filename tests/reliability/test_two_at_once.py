"""Two at once: real threads, real conditions of DynamoDB, the real handlers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

import app
from builders import ACCOUNT, REGION, commit, deployment_event
from chalicelib import bootstrap
from chalicelib.domain.asks import DeployAsk
from chalicelib.domain.caller import Operator
from chalicelib.domain.deployment import Deployment
from chalicelib.domain.errors import RetryableError
from journey import Context
from local_stack import image
from reliability.rollouts import Rollouts, assert_told_once
from reliability.table import Table, assert_nothing_is_left_open
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from journey import Journey

pytestmark = pytest.mark.xdist_group("threads")
V2 = commit("v2")
TRIES = 3
WRITES = ("ecs:RegisterTaskDefinition", "ecs:UpdateService")


def at_once(*actions: Callable[[], None]) -> None:
    """Each in a thread of its own; one that fails for a passing reason is run again, as Lambda does."""

    def run(action: Callable[[], None]) -> None:
        for left in reversed(range(TRIES)):
            try:
                return action()
            except RetryableError:
                if not left:
                    raise
        return None

    with ThreadPoolExecutor(len(actions)) as pool:
        for outcome in [pool.submit(run, action) for action in actions]:
            outcome.result()


def delivery(journey: Journey, *events: dict[str, Any]) -> Callable[[], None]:
    return lambda: journey.deliver(*events)


def hear_the_end(journey: Journey) -> None:
    """ECS says it once more."""
    arn = f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/{journey.name}/web"
    app.deployment_changed({**deployment_event(), "resources": [arn]}, Context("slipway-deployment_changed"))


def settled(journey: Journey) -> dict[str, str]:
    """Tag -> state, once everything has come to its end."""

    def quiet() -> bool:
        record = Table(journey.aws, journey.name).record(journey.name)
        return "due_at" not in record and journey.states() == ["COMPLETED"]

    journey.carry(quiet, "an end of everything")
    assert_nothing_is_left_open(Table(journey.aws, journey.name).items())
    return Table(journey.aws, journey.name).states(journey.name)


def rollouts(journey: Journey) -> Rollouts:
    return Rollouts(journey.aws, journey.name, "web", journey.name)


def assert_never_older_over_newer(journey: Journey, pushed: list[str]) -> None:
    """`pushed`: the digests in the order of their pushes."""
    writes = [one for one in journey.calls() if one in WRITES]
    assert writes == list(WRITES) * (len(writes) // 2), "two workers wrote side by side"
    told = [pushed.index(one) for one in rollouts(journey).digests()]
    assert told == sorted(set(told))
    made_for = rollouts(journey).made_for()
    assert len(made_for) == len(set(made_for)) == len(told)


def test_twenty_deliveries_of_one_event_at_once_are_one_deployment(journey: Journey) -> None:
    (event,) = journey.push(V2)

    at_once(*[delivery(journey, event)] * 20)

    assert settled(journey) == {V2: "succeeded"}
    assert_told_once(rollouts(journey), image(V2).digest)
    assert journey.shown(V2) == ["INPROGRESS", "SUCCESSFUL"]


def test_of_eight_images_pushed_at_once_the_newest_wins_and_the_others_give_way(
    journey: Journey,
) -> None:
    commits = [commit(f"at once {number}") for number in range(8)]
    events = {one: journey.push(one) for one in commits}

    at_once(*[delivery(journey, *events[one]) for one in reversed(commits)])

    states = settled(journey)
    assert states.pop(commits[-1]) == "succeeded"
    assert states.keys() == set(commits[:-1])
    assert set(states.values()) <= {"superseded", "succeeded"}, (
        "none but what came up before the next was told"
    )
    assert rollouts(journey).running() == image(commits[-1]).digest
    assert_never_older_over_newer(journey, [image(one).digest for one in commits])
    for one, state in states.items():
        assert journey.shown(one)[-1] == ("STOPPED" if state == "superseded" else "SUCCESSFUL")
    assert journey.shown(commits[-1])[-1] == "SUCCESSFUL"


def test_a_sweep_beside_an_event_beside_an_event_is_one_deployment(journey: Journey) -> None:
    (event,) = journey.push(V2)

    at_once(*[delivery(journey, event), journey.sweep, delivery(journey, event), journey.sweep] * 3)

    assert settled(journey) == {V2: "succeeded"}
    assert_told_once(rollouts(journey), image(V2).digest)


def test_an_end_that_is_told_and_swept_at_once_is_said_once(journey: Journey) -> None:
    journey.pushed(V2)
    eventually(lambda: journey.states() == ["COMPLETED"], "the rollout's end")
    journey.make_due()

    at_once(*[journey.sweep, lambda: hear_the_end(journey)] * 8)

    assert settled(journey) == {V2: "succeeded"}
    assert journey.shown(V2) == ["INPROGRESS", "SUCCESSFUL"]


def test_racing_pushes_told_twice_beside_sweeps_go_one_way(journey: Journey) -> None:
    commits = [commit(f"race {number}") for number in range(8)]
    events = [journey.push(one)[0] for one in commits]

    at_once(*[delivery(journey, event) for event in events * 2], journey.sweep, journey.sweep)

    states = settled(journey)
    assert states[commits[-1]] == "succeeded"
    assert {states[one] for one in commits[:-1]} <= {"superseded", "succeeded"}, (
        "or done before the next came"
    )
    assert_never_older_over_newer(journey, [image(one).digest for one in commits])
    histories = [one["history"] for one in Table(journey.aws, journey.name).items() if "history" in one]
    assert all(len(said) == len({change["state"] for change in said}) for said in histories)


def ask(journey: Journey, **what: Any) -> Deployment:
    """Past Chalice, whose one current request no two threads can share, as no two do in Lambda."""
    context = Context("slipway-app")
    orders = bootstrap.api(context).enter().orders
    return orders.deploy(
        Operator("alice"), journey.name, DeployAsk(**what), "step-1", bootstrap.invocation(context)
    )


def test_a_request_beside_an_event_beside_a_sweep_is_one_rollout(journey: Journey) -> None:
    """Whichever comes first, the other joins it or is the same image already."""
    (event,) = journey.push(V2)
    made: list[Deployment] = []

    at_once(*[delivery(journey, event), lambda: made.append(ask(journey, commit=V2)), journey.sweep] * 4)

    settled(journey)
    assert_told_once(rollouts(journey), image(V2).digest)
    assert journey.shown(V2)[-1] == "SUCCESSFUL"


def test_twenty_requests_with_one_key_at_once_get_one_deployment(journey: Journey) -> None:
    journey.push(V2)
    made: list[str] = []

    at_once(*[lambda: made.append(ask(journey, tag=V2).id)] * 20)

    assert len(made) == 20
    assert len(set(made)) == 1
    assert settled(journey) == {V2: "succeeded"}
    assert_told_once(rollouts(journey), image(V2).digest)
