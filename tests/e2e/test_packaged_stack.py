"""A real image is pushed over the registry protocol, and the packaged functions do the rest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from builders import commit, deployment_event, push_event
from local_stack import image
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from journey import Journey
    from local_stack import Local, LocalAws
    from slipway.local.stack.stack import Stack

pytestmark = pytest.mark.xdist_group("packaged-stack")
V2 = commit("v2")
GARBAGE: tuple[Any, ...] = (
    {},
    [],
    None,
    "text",
    {"source": "aws.ecr", "detail": "text"},
    {**push_event(), "time": "yesterday"},
    {**push_event(), "id": {"no": "text"}},
    {**deployment_event(), "resources": [7]},
)


def lines(aws: LocalAws, function: str) -> list[str]:
    """All that the function ever logged."""
    pages = (
        aws.client("logs").get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{function}")
    )
    return [line for page in pages for event in page["events"] for line in event["message"].splitlines()]


def told(aws: LocalAws, function: str, **fields: str) -> list[dict[str, Any]]:
    """Its JSON lines with those fields."""
    found = [json.loads(line) for line in lines(aws, function) if line.startswith("{")]
    return [one for one in found if fields.items() <= {k: v for k, v in one.items() if k in fields}.items()]


def dead_letters(stack: Stack) -> list[dict[str, Any]]:
    messages = stack.client("sqs").receive_message(
        QueueUrl=stack.dead_letters, MaxNumberOfMessages=10, VisibilityTimeout=0
    )
    return [json.loads(one["Body"]) for one in messages.get("Messages", [])]


def test_a_push_rolls_out_and_its_commit_says_so(journey: Callable[[str], Journey]) -> None:
    sound = journey("sound")

    digest = sound.aws.push("sound", image("v2"), V2)

    sound.ends(V2, "SUCCESSFUL")
    assert sound.shown(V2) == ["INPROGRESS", "SUCCESSFUL"]
    assert sound.image().endswith(f"@{digest}")
    assert sound.states() == ["COMPLETED"]


def test_a_crashing_image_is_rolled_back_and_its_commit_says_why(journey: Callable[[str], Journey]) -> None:
    crashing = journey("crashing")
    before = crashing.image()

    crashing.aws.push("crashing", image("v2", exit_after="0.05", exit_code="137"), V2)

    said = crashing.ends(V2, "FAILED")
    assert "circuit breaker" in said["description"]
    assert "code 137" in said["description"]
    eventually(lambda: crashing.states() == ["COMPLETED"], "the rollback's end")
    assert crashing.image() == before
    assert crashing.shown(V2) == ["INPROGRESS", "FAILED"]


def test_what_the_functions_log_is_json_and_can_be_followed(
    stack: Stack, journey: Callable[[str], Journey]
) -> None:
    following = journey("told")
    (event,) = following.push(V2)
    following.ends(V2, "SUCCESSFUL")
    function = stack.functions["image_pushed"]

    def began() -> list[dict[str, Any]]:
        return told(following.aws, function, message="the rollout began", correlation_id=event["id"])

    (line,) = eventually(began, "the line that tells of the rollout")
    assert line["deployment"].startswith("told.")
    assert (line["level"], line["service"], line["function_name"]) == ("INFO", "slipway", function)

    def ended() -> list[dict[str, Any]]:
        names = (stack.functions[name] for name in ("deployment_changed", "image_pushed"))
        return [one for name in names for one in told(following.aws, name, message="the deployment ended")]

    eventually(
        lambda: any(one["deployment"] == line["deployment"] for one in ended()), "its end, told in the log"
    )
    others = [one for one in lines(following.aws, function) if not one.startswith("{")]
    assert [one for one in others if not one.startswith(("START ", "END ", "REPORT ", "INIT_START "))] == []


@pytest.mark.parametrize("function", ["image_pushed", "deployment_changed"])
@pytest.mark.parametrize("event", GARBAGE, ids=lambda event: json.dumps(event)[:40])
def test_a_malformed_event_is_no_function_s_fault(
    invoke: Callable[..., dict[str, Any]], function: str, event: object
) -> None:
    answer = invoke(function, event)

    assert "FunctionError" not in answer, answer["Payload"]


@pytest.mark.parametrize(
    ("function", "event"),
    [
        ("image_pushed", push_event("v2", of="sha256:no")),
        ("image_pushed", push_event("-\n<script>", of="sha256:no")),
        ("deployment_changed", {**deployment_event(), "resources": ["no ARN"]}),
        ("deployment_changed", {**deployment_event(), "resources": []}),
    ],
    ids=["no digest", "hostile", "no ARN", "no resources"],
)
def test_a_malformed_event_on_the_bus_leaves_no_dead_letter(
    stack: Stack, aws: LocalAws, name: str, function: str, event: dict[str, Any]
) -> None:
    aws.local("POST", "events", {**event, "id": name})

    (line,) = eventually(lambda: told(aws, stack.functions[function], correlation_id=name), "its line")

    assert line["level"] in {"INFO", "WARNING"}
    assert dead_letters(stack) == []


def test_an_event_that_cannot_be_kept_is_a_dead_letter_that_can_be_redriven(
    stack: Stack, journey: Callable[[str], Journey], invoke: Callable[..., dict[str, Any]]
) -> None:
    given_up = journey("given-up")
    given_up.aws.fault("dynamodb", "UpdateItem", "InternalServerError", times=500)

    (event,) = given_up.push(V2)
    (letter,) = eventually(lambda: dead_letters(stack), "the dead letter", within=60)
    assert letter["requestPayload"] == event
    assert given_up.shown(V2) == []
    assert not [one for one in given_up.aws.calls(stack.functions["image_pushed"]) if one.startswith("ecs:")]

    given_up.aws.local("DELETE", "faults")
    assert "FunctionError" not in invoke("image_pushed", letter["requestPayload"])

    given_up.ends(V2, "SUCCESSFUL")
    stack.client("sqs").purge_queue(QueueUrl=stack.dead_letters)


def test_each_function_has_a_role_of_its_own(stack: Stack, aws: LocalAws, bitbucket: Local) -> None:
    functions = aws.client("lambda")
    names = stack.functions.values()

    roles = {functions.get_function_configuration(FunctionName=name)["Role"] for name in names}

    assert len(roles) == len(stack.functions) >= 3
    assert bitbucket("GET", "requests") is not None
