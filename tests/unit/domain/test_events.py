"""What an event says, and that nothing an event contains can do harm."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from builders import ACCOUNT, REGION, REPOSITORY, deployment_event, digest, push_event
from chalicelib.domain.events import (
    MAX_QUOTED,
    Ignored,
    Push,
    Rejected,
    ServiceChange,
    parse_push,
    parse_service_change,
)
from fakes.clock import NOON

EVENTS = Path(__file__).parents[2] / "events"
SAMPLES = sorted(path.stem for path in EVENTS.glob("*.json"))

PUSHES = {
    "ecr_image_action_push_doc": ("my-repository-name", "latest"),
    "ecr_image_action_push_image_index_real_2025": ("soci-index-test-repo", "v4-soci"),
    "ecr_image_action_push_real_2023": ("node", "20-alpine3.16"),
}
NO_PUSHES = {
    "ecr_image_action_archive_doc": "not_a_push",
    "ecr_image_action_delete_doc": "not_a_push",
    "ecr_image_action_push_child_manifest_real_2025": "untagged",
    "ecr_image_action_push_untagged_2025": "untagged",
    "ecr_image_action_restore_doc": "not_a_push",
    "ecr_image_scan_basic_doc": "not_an_image_action",
    "ecr_pull_through_cache_action_doc": "not_an_image_action",
    "ecr_referrer_action_restore_doc": "not_an_image_action",
    "ecr_replication_action_failed_doc": "not_an_image_action",
    "ecr_replication_action_success_doc": "not_an_image_action",
    "ecr_scan_resource_change_doc": "not_an_image_action",
}
CHANGES = (
    "ecs_deployment_completed_doc",
    "ecs_deployment_failed_doc",
    "ecs_deployment_rollback_in_progress_doc",
)
BEGUN = (
    "ecs_deployment_in_progress_doc",
    "ecs_deployment_in_progress_real_2025",
    "ecs_deployment_in_progress_real_2026_trimmed",
)
ACCOUNT_BLACKED_OUT = "ecs_deployment_completed_real_2022"
NO_CHANGES = (
    "ecs_hook_state_change_awaiting_action_doc",
    "ecs_service_action_placement_failure_ec2_doc",
    "ecs_service_action_placement_failure_fargate_doc",
    "ecs_service_action_steady_state_doc",
    "ecs_service_action_task_start_impaired_doc",
    "ecs_task_state_change_provisioning_real_2026_trimmed",
    "ecs_task_state_change_stopped_real_2024",
)


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def test_every_sample_has_its_place_in_these_tables() -> None:
    of_ecr, of_ecs = {*PUSHES, *NO_PUSHES}, {*CHANGES, *BEGUN, *NO_CHANGES, ACCOUNT_BLACKED_OUT}

    assert of_ecr | of_ecs | {"inspector2_scan_initial_doc"} == set(SAMPLES)


@pytest.mark.parametrize("name", PUSHES)
def test_an_image_that_landed_under_a_tag_is_a_push(name: str) -> None:
    push = parse_push(sample(name))

    assert isinstance(push, Push)
    assert (push.repository, push.tag) == PUSHES[name]
    assert push.digest == sample(name)["detail"]["image-digest"]


@pytest.mark.parametrize("name", NO_PUSHES)
def test_other_events_of_ecr_are_ignored_and_say_why(name: str) -> None:
    ignored = parse_push(sample(name))

    assert isinstance(ignored, Ignored)
    assert ignored.code == NO_PUSHES[name]


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - set(PUSHES) - set(NO_PUSHES)))
def test_an_event_of_another_source_is_no_push(name: str) -> None:
    rejected = parse_push(sample(name))

    assert isinstance(rejected, Rejected)
    assert "only aws.ecr speaks for ECR" in rejected.reason


@pytest.mark.parametrize("name", CHANGES)
def test_the_end_of_a_rollout_and_a_rollback_are_changes_of_the_service(name: str) -> None:
    assert parse_service_change(sample(name)) == ServiceChange(
        account="111122223333",
        region="us-west-2",
        cluster="default",
        service="servicetest",
        ecs_deployment="ecs-svc/123",
    )


@pytest.mark.parametrize("name", BEGUN)
def test_a_rollout_that_begins_is_no_news(name: str) -> None:
    ignored = parse_service_change(sample(name))

    assert isinstance(ignored, Ignored)
    assert ignored.code == "began"


@pytest.mark.parametrize("name", NO_CHANGES)
def test_other_events_of_ecs_are_ignored(name: str) -> None:
    ignored = parse_service_change(sample(name))

    assert isinstance(ignored, Ignored)
    assert ignored.code == "not_a_deployment"


def test_a_change_of_a_service_without_an_account_is_rejected() -> None:
    rejected = parse_service_change(sample(ACCOUNT_BLACKED_OUT))

    assert rejected == Rejected("event.resources names no ECS service")


@pytest.mark.parametrize("name", [one for one in SAMPLES if not one.startswith("ecs_")])
def test_an_event_of_another_source_is_no_change(name: str) -> None:
    rejected = parse_service_change(sample(name))

    assert isinstance(rejected, Rejected)
    assert "only aws.ecs speaks for ECS" in rejected.reason


def test_a_push_carries_all_that_a_wish_is_made_of() -> None:
    event = push_event("v2")

    assert parse_push(event) == Push(
        event_id=event["id"],
        account=ACCOUNT,
        region=REGION,
        repository=REPOSITORY,
        tag="v2",
        digest=digest("v2"),
        at=NOON,
    )


def test_a_push_that_ecr_refused_is_ignored() -> None:
    ignored = parse_push(push_event(result="FAILURE"))

    assert ignored == Ignored("push_failed", "the push ended with 'FAILURE'")


@pytest.mark.parametrize("tag", [None, ""])
def test_a_push_without_a_tag_is_ignored(tag: str | None) -> None:
    detail: dict[str, Any] = {"image-tag": tag}

    ignored = parse_push(push_event(**detail))

    assert isinstance(ignored, Ignored)
    assert ignored.code == "untagged"


@pytest.mark.parametrize(
    ("time", "meant"),
    [
        ("2026-11-22T12:00:00Z", NOON),
        ("2026-11-22T14:00:00+02:00", NOON),
        ("2026-11-22T12:00:00.5Z", datetime(2026, 11, 22, 12, 0, 0, 500_000, tzinfo=UTC)),
    ],
)
def test_the_time_of_a_push_is_kept_as_utc(time: str, meant: datetime) -> None:
    push = parse_push(push_event() | {"time": time})

    assert isinstance(push, Push)
    assert (push.at, push.at.tzinfo) == (meant, UTC)


def test_what_was_never_checked_is_quoted_escaped_and_cut() -> None:
    ignored = parse_push(push_event(result="\n" + "é" * 500))

    assert isinstance(ignored, Ignored)
    assert ignored.reason == f"the push ended with {chr(10) + 'é' * (MAX_QUOTED - 1)!a}"


def test_a_change_names_account_region_cluster_and_service() -> None:
    assert parse_service_change(deployment_event()) == ServiceChange(
        account=ACCOUNT, region=REGION, cluster="production", service="web", ecs_deployment="ecs-svc/2"
    )


@pytest.mark.parametrize(
    ("detail", "cluster"),
    [
        ({"clusterArn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/production"}, "production"),
        ({"clusterArn": None}, None),
        ({}, None),
    ],
)
def test_a_service_with_an_old_arn_has_the_cluster_of_the_detail_if_any(
    detail: dict[str, Any], cluster: str | None
) -> None:
    old = {"resources": [f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/web"]}

    change = parse_service_change(deployment_event(**detail) | old)

    assert isinstance(change, ServiceChange)
    assert (change.cluster, change.service) == (cluster, "web")


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_a_service_of_any_partition_is_understood(partition: str) -> None:
    arn = f"arn:{partition}:ecs:{REGION}:{ACCOUNT}:service/production/web"

    assert isinstance(parse_service_change(deployment_event() | {"resources": [arn]}), ServiceChange)


@pytest.mark.parametrize("ecs_deployment", [None, "", "ecs-svc/", "ecs-svc/12\n", "rolling"])
def test_a_deployment_id_of_another_form_is_left_out(ecs_deployment: str | None) -> None:
    change = parse_service_change(deployment_event(deploymentId=ecs_deployment))

    assert isinstance(change, ServiceChange)
    assert change.ecs_deployment is None
