"""From the push to the verdict on the commit, through the real handlers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import commit
from chalicelib.domain.errors import OutcomeUnknownError, RetryableError
from local_stack import image
from reliability.table import Table
from waiting import eventually

if TYPE_CHECKING:
    from journey import Journey

V2, V3 = commit("v2"), commit("v3")


def test_a_push_rolls_out_and_its_commit_says_successful(journey: Journey) -> None:
    before = journey.running()

    journey.pushed(V2)
    assert journey.shown(V2) == ["INPROGRESS"]
    said = journey.decided(V2)

    after = journey.running()
    assert said["state"] == "SUCCESSFUL"
    assert said["name"] == f"Deploy {journey.name}"
    assert said["url"].startswith(f"https://slipway.example.com/deployments/{journey.name}.")
    assert journey.image().endswith(f"@{image(V2).digest}")
    assert journey.states() == ["COMPLETED"]
    assert journey.deployments() == {V2: "succeeded"}
    assert {one["key"] for one in after["tags"]} == {
        "slipway:deployment",
        "slipway:image-tag",
        "slipway:commit",
    }
    own = {"taskDefinitionArn", "revision", "registeredAt", "tags"}
    pinned = [{**before["containerDefinitions"][0], "image": journey.image()}]
    assert {key: value for key, value in after.items() if key not in own} == {
        **{key: value for key, value in before.items() if key not in own},
        "containerDefinitions": pinned,
    }


def test_a_crashing_image_is_rolled_back_and_its_commit_says_why(journey: Journey) -> None:
    before = journey.image()

    journey.pushed(V2, exit_after="0.05", exit_code="137")
    said = journey.decided(V2)

    assert said["state"] == "FAILED"
    assert "circuit breaker" in said["description"]
    assert "code 137" in said["description"]
    assert journey.deployments() == {V2: "failed"}
    journey.carry(lambda: journey.states() == ["COMPLETED"], "the rollback's end")
    assert journey.image() == before
    assert journey.shown(V2) == ["INPROGRESS", "FAILED"]


def test_a_push_that_was_rolled_back_is_not_deployed_again_when_it_is_redelivered(journey: Journey) -> None:
    events = journey.push(V2, exit_after="0.05", exit_code="1")
    journey.deliver(*events)
    journey.decided(V2)
    journey.aws.local("DELETE", "calls")

    journey.deliver(*events)

    assert "ecs:UpdateService" not in journey.calls()
    assert journey.shown(V2)[-1] == "FAILED"


def test_a_newer_push_takes_over(journey: Journey) -> None:
    older = journey.push(V2, ready_after="30")
    newer = journey.push(V3)

    journey.deliver(*older)
    journey.deliver(*newer)

    assert journey.decided(V3)["state"] == "SUCCESSFUL"
    assert journey.shown(V2) == ["INPROGRESS", "STOPPED"]
    assert journey.deployments() == {V2: "superseded", V3: "succeeded"}


def test_an_older_push_that_arrives_late_leaves_ecs_alone(journey: Journey) -> None:
    late = journey.push(V2)
    journey.pushed(V3)
    journey.decided(V3)
    journey.aws.local("DELETE", "calls")

    journey.deliver(*late)

    assert not {"ecs:RegisterTaskDefinition", "ecs:UpdateService"} & set(journey.calls())
    assert journey.image().endswith(image(V3).digest)
    assert journey.deployments() == {V2: "superseded", V3: "succeeded"}
    assert journey.shown(V2) == ["STOPPED"]


def test_three_tags_of_one_digest_are_one_deployment(journey: Journey) -> None:
    journey.pushed("main", V2, "latest")

    assert journey.decided(V2)["state"] == "SUCCESSFUL"
    assert journey.calls().count("ecs:UpdateService") == 1
    assert [*journey.deployments().values()] == ["succeeded"]


def test_an_event_delivered_three_times_is_one_deployment(journey: Journey) -> None:
    events = journey.push(V2)

    journey.deliver(*events, *events, *events)

    assert journey.decided(V2)["state"] == "SUCCESSFUL"
    assert journey.calls().count("ecs:RegisterTaskDefinition") == 1
    assert journey.shown(V2) == ["INPROGRESS", "SUCCESSFUL"]


def test_the_commit_may_come_from_the_image_s_label(journey: Journey) -> None:
    journey.pushed("v2", revision=V2)

    assert journey.decided(V2)["state"] == "SUCCESSFUL"


def test_an_image_without_a_commit_is_deployed_unreported(journey: Journey) -> None:
    journey.pushed("v2")

    journey.carry(lambda: journey.deployments() == {"v2": "succeeded"}, "the rollout's end")
    assert [one for one in journey.bitbucket("GET", "statuses") if journey.name in one["repository"]] == []


def test_an_image_that_is_gone_is_refused_and_its_commit_says_so(journey: Journey) -> None:
    events = journey.push(V2)
    ids = [{"imageTag": V2}]
    journey.aws.client("ecr").batch_delete_image(repositoryName=journey.name, imageIds=ids)

    journey.deliver(*events)

    assert journey.changes(V2)[-1]["state"] == "FAILED"
    assert "push it again" in journey.changes(V2)[-1]["description"]
    assert "ecs:RegisterTaskDefinition" not in journey.calls()


# When AWS falters


def test_a_throttled_update_goes_through_in_one_run(journey: Journey) -> None:
    journey.aws.fault("ecs", "UpdateService", "ThrottlingException")

    journey.pushed(V2)

    assert journey.decided(V2)["state"] == "SUCCESSFUL"


@pytest.mark.parametrize("operation", ["RegisterTaskDefinition", "UpdateService"])
@pytest.mark.parametrize("after", [False, True], ids=["before it took effect", "its answer lost"])
def test_after_a_server_s_error_the_event_is_retried_and_makes_one_deployment(
    journey: Journey, operation: str, *, after: bool
) -> None:
    events = journey.push(V2)
    journey.aws.fault("ecs", operation, "ServerException", after=after)

    with pytest.raises(OutcomeUnknownError):
        journey.deliver(*events)
    journey.deliver(*events)

    assert journey.decided(V2)["state"] == "SUCCESSFUL"
    history = journey.aws.client("ecs").list_service_deployments(cluster=journey.name, service="web")
    assert len(history["serviceDeployments"]) == 2
    revisions = journey.aws.client("ecs").list_task_definitions(familyPrefix=journey.name)
    assert len(revisions["taskDefinitionArns"]) == 2


def test_without_the_table_nothing_is_deployed_and_the_event_is_retried(journey: Journey) -> None:
    events = journey.push(V2)
    journey.aws.fault("dynamodb", "UpdateItem", "InternalServerError", times=4)

    with pytest.raises(RetryableError):
        journey.deliver(*events)
    assert [one for one in journey.calls() if one.startswith("ecs:")] == []
    journey.deliver(*events)

    assert journey.decided(V2)["state"] == "SUCCESSFUL"


def test_a_lost_event_of_the_end_is_made_up_for_by_a_sweep(journey: Journey) -> None:
    journey.pushed(V2)
    eventually(lambda: journey.states() == ["COMPLETED"], "the rollout's end")
    journey.make_due()

    journey.sweep()

    assert journey.shown(V2) == ["INPROGRESS", "SUCCESSFUL"]


# When Bitbucket falters


@pytest.mark.parametrize("status", [429, 503])
def test_what_bitbucket_could_not_take_is_owed_and_sent_by_a_sweep(journey: Journey, status: int) -> None:
    order = {
        "status": status,
        "headers": {"Retry-After": "1"},
        "path": f"/2.0/repositories/acme/{journey.name}",
    }
    journey.bitbucket("POST", "faults", order)

    journey.pushed(V2)
    assert journey.shown(V2) == []
    assert "ecs:UpdateService" in journey.calls()

    Table(journey.aws, journey.name).minutes_pass(journey.name)
    journey.sweep()

    assert journey.shown(V2)[0] in {"INPROGRESS", "SUCCESSFUL"}


def test_what_bitbucket_refuses_does_not_hold_up_the_deployment(journey: Journey) -> None:
    order = {"status": 403, "times": 9, "path": f"/2.0/repositories/acme/{journey.name}"}
    journey.bitbucket("POST", "faults", order)

    journey.pushed(V2)

    journey.carry(lambda: journey.deployments() == {V2: "succeeded"}, "the rollout's end")
    assert journey.shown(V2) == []
