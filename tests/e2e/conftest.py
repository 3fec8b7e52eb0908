"""The package as it ships, deployed once on the local AWS."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from journey import Journey, service_of
from local_stack import PACE, Local, LocalAws
from slipway.local.stack.cloud import Cloud
from slipway.local.stack.running import running_stack
from slipway.local.stack.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from slipway.local.stack.stack import Stack

BY_PUSH = ("sound", "crashing", "counted", "labelled", "slow", "told", "given-up", "permitted", "refused")


STEPS = ("stepped", "stepped-on", "stepped-before", "curled", "curled-up", "curled-before")
ON_REQUEST = (
    "manual",
    "unpushed",
    "eager",
    "back",
    "halted",
    "badged",
    "described",
    "shop-api-production",
    *STEPS,
)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Without its schedule, so that a test alone says when a sweep runs."""
    mapping = tmp_path_factory.mktemp("mapping") / "services.yaml"
    services = {name: service_of(name) for name in BY_PUSH}
    services |= {name: service_of(name, trigger="manual") for name in ON_REQUEST}
    mapping.write_text(json.dumps({"version": 1, "services": services}))
    with running_stack(Wanted(mapping=mapping, pace=PACE)) as running:
        _switch(running, "sweep", enabled=False)
        yield running


@pytest.fixture
def aws(stack: Stack) -> LocalAws:
    return LocalAws(Cloud(stack.aws, stack.region, stack.account))


@pytest.fixture
def bitbucket(stack: Stack) -> Local:
    return Local(stack.bitbucket)


@pytest.fixture
def journey(aws: LocalAws, bitbucket: Local) -> Iterator[Callable[[str], Journey]]:
    """The mapped service of that name, which runs v1 steadily."""
    begun: list[Journey] = []

    def begin(name: str) -> Journey:
        started = Journey(aws, bitbucket, name)
        begun.append(started)
        started.begin()
        bitbucket("DELETE", "requests")
        return started

    yield begin
    aws.local("DELETE", "faults")
    for one in begun:
        one.end()
    aws.quiet()


@pytest.fixture
def tell_the_end(stack: Stack) -> Iterator[Callable[[Journey], None]]:
    """ECS's word that a rollout has completed waits until the test passes it on.

    However slow the machine is, it meets no function that is still at the push, whose calls it would change.
    """

    def tell(journey: Journey) -> None:
        event = journey.told_the_end()
        _switch(stack, "deployment_changed", enabled=True)
        journey.aws.local("POST", "events", event)

    _switch(stack, "deployment_changed", enabled=False)
    yield tell
    _switch(stack, "deployment_changed", enabled=True)


def _switch(stack: Stack, function: str, *, enabled: bool) -> None:
    """Whether EventBridge runs the function."""
    events, name = stack.client("events"), stack.functions[function]
    arn = stack.client("lambda").get_function_configuration(FunctionName=name)["FunctionArn"]
    for rule in events.list_rule_names_by_target(TargetArn=arn)["RuleNames"]:
        (events.enable_rule if enabled else events.disable_rule)(Name=rule)


@pytest.fixture
def invoke(stack: Stack, aws: LocalAws) -> Callable[..., dict[str, Any]]:
    """Invokes a function by its name in app.py and returns Lambda's answer."""

    def invoked(function: str, event: object) -> dict[str, Any]:
        answer = aws.client("lambda").invoke(
            FunctionName=stack.functions[function], Payload=json.dumps(event).encode()
        )
        return {**answer, "Payload": answer["Payload"].read().decode()}

    return invoked


@pytest.fixture
def name() -> str:
    """An event's id that no other has."""
    return str(uuid.uuid4())
