"""Requests as API Gateway hands them over, through the real handler, on the local AWS."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from builders import commit
from chalicelib.domain.caller import Pipeline
from http_event import ask, deploy
from slipway.local.bitbucket.identity import ENVIRONMENT_UUID, REPOSITORY_UUID, WORKSPACE_UUID

if TYPE_CHECKING:
    from journey import Journey

V2 = commit("v2")
STEP = Pipeline(WORKSPACE_UUID, REPOSITORY_UUID, ENVIRONMENT_UUID, ENVIRONMENT_UUID)
SERVICE = "/services/{name}"


def body(answer: dict[str, Any], status: HTTPStatus) -> dict[str, Any]:
    assert answer["statusCode"] == status, answer["body"]
    found: dict[str, Any] = json.loads(answer["body"])
    return found


def shown(journey: Journey) -> dict[str, Any]:
    return body(ask("GET", SERVICE, {"name": journey.name}), HTTPStatus.OK)


def deployed(journey: Journey, tag: str) -> dict[str, Any]:
    """Pushed, asked for, rolled out."""
    journey.push(tag)
    made = body(deploy(journey.name, {"tag": tag}), HTTPStatus.ACCEPTED)
    journey.carry(lambda: shown(journey)["state"] == "succeeded", f"{tag} deployed")
    return made


def test_a_pipeline_s_step_deploys_its_commit(journey: Journey) -> None:
    journey.push(V2)

    made = body(deploy(journey.name, {"commit": V2}, caller=STEP), HTTPStatus.ACCEPTED)

    assert (made["state"], made["tag"], made["commit"]) == ("deploying", V2, V2)
    assert REPOSITORY_UUID in made["requested_by"]
    assert journey.decided(V2)["state"] == "SUCCESSFUL"
    assert shown(journey)["current"]["deployment"] == made["id"]


def test_an_order_costs_few_calls(journey: Journey) -> None:
    journey.push(V2)
    journey.aws.local("DELETE", "calls")

    deploy(journey.name, {"tag": V2}, key="step-1")

    calls = journey.calls()
    assert [one for one in calls if one.startswith("ecs:")] == [
        "ecs:DescribeServices",
        "ecs:DescribeTaskDefinition",
        "ecs:RegisterTaskDefinition",
        "ecs:UpdateService",
    ]
    assert sum(one.startswith("ecr:") for one in calls) == 2, "once for the answer, once when it begins"
    assert sum(one.startswith("dynamodb:") for one in calls) <= 8


def test_a_rollback_costs_three_calls_of_ecs_and_registers_nothing(journey: Journey) -> None:
    good = deployed(journey, "good")
    deployed(journey, "bad")
    journey.aws.local("DELETE", "calls")

    made = body(ask("POST", f"{SERVICE}/rollback", {"name": journey.name}), HTTPStatus.ACCEPTED)

    assert (made["tag"], made["state"]) == ("good", "deploying")
    assert [one for one in journey.calls() if one.startswith("ecs:")] == [
        "ecs:DescribeServices",
        "ecs:DescribeTaskDefinition",
        "ecs:UpdateService",
    ]
    journey.carry(lambda: shown(journey)["state"] == "succeeded", "the rollback's end")
    assert journey.image().endswith(good["digest"])
    assert shown(journey)["held"]["reason"] == "rolled back to good"


def test_what_was_held_is_deployed_once_the_service_is_released(journey: Journey) -> None:
    name = {"name": journey.name}
    body(ask("PUT", f"{SERVICE}/hold", name, {"reason": "sales week"}), HTTPStatus.OK)
    journey.pushed(V2)
    assert (shown(journey)["state"], journey.shown(V2)) == ("held", ["STOPPED"])

    body(ask("DELETE", f"{SERVICE}/hold", name), HTTPStatus.OK)

    assert journey.decided(V2)["state"] == "SUCCESSFUL"


def test_an_image_that_is_not_there_is_said_at_once(journey: Journey) -> None:
    problem = body(deploy(journey.name, {"tag": "v9"}), HTTPStatus.UNPROCESSABLE_ENTITY)

    assert "push it first" in problem["detail"]
    assert journey.items() == []


def test_a_request_outlives_a_fault_of_ecs(journey: Journey) -> None:
    journey.push(V2)
    journey.aws.fault("ecs", "DescribeServices", "ServerException", times=4)

    made = body(deploy(journey.name, {"tag": V2}), HTTPStatus.ACCEPTED)

    assert made["state"] == "requested"
    journey.make_due()
    journey.sweep()
    assert journey.decided(V2)["state"] == "SUCCESSFUL"


def test_without_the_table_nothing_is_promised(journey: Journey) -> None:
    journey.push(V2)
    for operation in ("UpdateItem", "TransactWriteItems"):
        journey.aws.fault("dynamodb", operation, "InternalServerError", times=8)

    answer = deploy(journey.name, {"tag": V2})

    assert answer["statusCode"] == HTTPStatus.SERVICE_UNAVAILABLE
    assert "ecs:UpdateService" not in journey.calls()
