"""Events of ECR and ECS, compared with what AWS documents and was seen to send."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local.aws.harness import CONFIG, INDEX, MANIFEST
from local.aws.rollout import Service
from waiting import eventually

if TYPE_CHECKING:
    from local.aws.conftest import Mailbox
    from local.aws.harness import LocalAws

DATA = Path(__file__).parent / "data"
ENVELOPE = {"version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"}


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text())
    return found


def assert_enveloped_like(event: dict[str, Any], expected: dict[str, Any]) -> None:
    assert set(event) == ENVELOPE
    assert (event["source"], event["detail-type"]) == (expected["source"], expected["detail-type"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event["time"])


@pytest.fixture
def repository(aws: LocalAws, name: str) -> str:
    aws.client("ecr").create_repository(repositoryName=name)
    return name


@pytest.fixture
def pushes(mailbox: Mailbox, repository: str) -> Mailbox:
    mailbox.subscribe({"source": ["aws.ecr"], "detail": {"repository-name": [repository]}})
    return mailbox


def test_a_tagged_push_looks_as_ecr_reports_it(aws: LocalAws, repository: str, pushes: Mailbox) -> None:
    digest = aws.push(repository, "main-1")
    event = pushes.wait_for(1)[0]
    assert_enveloped_like(event, sample("ecr_image_action_push_real_2023"))
    assert event["resources"] == []
    assert event["detail"] == {
        "action-type": "PUSH",
        "image-digest": digest,
        "image-tag": "main-1",
        "repository-name": repository,
        "result": "SUCCESS",
        "manifest-media-type": MANIFEST,
        "artifact-media-type": CONFIG,
    }
    assert set(event["detail"]) == set(sample("ecr_image_action_push_real_2023")["detail"])


def test_a_multi_platform_push_sends_one_event_per_manifest(
    aws: LocalAws, repository: str, pushes: Mailbox
) -> None:
    config = aws.push_blob(repository, b'{"os": "linux"}')
    layer = {"mediaType": CONFIG, "digest": config, "size": 15}
    child = aws.push_manifest(
        repository, "", {"schemaVersion": 2, "mediaType": MANIFEST, "config": layer, "layers": []}
    )
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [{"digest": child, "mediaType": MANIFEST}]}
    digest = aws.push_manifest(repository, "multi", index)
    first, second = (event["detail"] for event in pushes.wait_for(2))
    assert (first["image-digest"], first["image-tag"]) == (child, "")
    assert set(first) == set(sample("ecr_image_action_push_child_manifest_real_2025")["detail"])
    assert (second["image-digest"], second["image-tag"]) == (digest, "multi")
    assert set(second) == set(sample("ecr_image_action_push_image_index_real_2025")["detail"])


def test_a_further_tag_of_an_image_is_another_push(aws: LocalAws, repository: str, pushes: Mailbox) -> None:
    ecr = aws.client("ecr")
    digest = aws.push(repository, "one")
    image = ecr.batch_get_image(repositoryName=repository, imageIds=[{"imageTag": "one"}])["images"][0]
    ecr.put_image(repositoryName=repository, imageManifest=image["imageManifest"], imageTag="two")
    tags = [(event["detail"]["image-tag"], event["detail"]["image-digest"]) for event in pushes.wait_for(2)]
    assert tags == [("one", digest), ("two", digest)]


def test_a_deletion_is_reported(aws: LocalAws, repository: str, pushes: Mailbox) -> None:
    digest = aws.push(repository, "old")
    aws.client("ecr").batch_delete_image(repositoryName=repository, imageIds=[{"imageTag": "old"}])
    event = pushes.wait_for(1, **{"action-type": "DELETE"})[0]
    assert_enveloped_like(event, sample("ecr_image_action_delete_doc"))
    assert set(sample("ecr_image_action_delete_doc")["detail"]) <= set(event["detail"])
    assert (event["detail"]["image-digest"], event["detail"]["image-tag"]) == (digest, "old")


def test_a_rollout_is_reported_from_its_begin_to_its_end(aws: LocalAws, name: str, mailbox: Mailbox) -> None:
    service = Service(aws, name).create()
    mailbox.subscribe({"source": ["aws.ecs"], "resources": [service.arn]})
    new = service.deploy("v2")
    service.settle()
    begin, end = mailbox.wait_for(2, deploymentId=new["id"])
    for event, name_ in (
        (begin, "ecs_deployment_in_progress_real_2025"),
        (end, "ecs_deployment_completed_real_2022"),
    ):
        expected = sample(name_)
        assert_enveloped_like(event, expected)
        assert set(event["detail"]) == set(expected["detail"]) | {"clusterArn"}
        assert event["detail"]["eventName"] == expected["detail"]["eventName"]
        assert event["detail"]["eventType"] == expected["detail"]["eventType"]
        pattern = expected["detail"]["reason"].replace(expected["detail"]["deploymentId"], new["id"])
        assert event["detail"]["reason"] == pattern


def test_a_rollback_is_reported_step_by_step(aws: LocalAws, name: str, mailbox: Mailbox) -> None:
    service = Service(aws, name).create()
    good = service.primary()
    mailbox.subscribe({"source": ["aws.ecs"], "resources": [service.arn]})
    bad = service.deploy("bad", exit_after="0.05", exit_code="1")
    mailbox.wait_for(1, eventName="SERVICE_DEPLOYMENT_COMPLETED")
    told = [
        (e["detail"]["eventName"][19:], e["detail"]["deploymentId"], e["detail"]["reason"])
        for e in mailbox.seen
    ]
    breaker = "ECS deployment circuit breaker:"
    assert told == [
        ("IN_PROGRESS", bad["id"], f"ECS deployment {bad['id']} in progress."),
        ("FAILED", bad["id"], f"{breaker} tasks failed to start."),
        ("IN_PROGRESS", good["id"], f"{breaker} rolling back to deploymentId {good['id']}."),
        ("COMPLETED", good["id"], f"ECS deployment {good['id']} completed."),
    ]
    failed = sample("ecs_deployment_failed_doc")["detail"]
    assert mailbox.seen[1]["detail"]["eventType"] == failed["eventType"]
    assert set(failed) <= set(mailbox.seen[1]["detail"])


def test_a_task_reports_every_state_it_passes(aws: LocalAws, name: str, mailbox: Mailbox) -> None:
    service = Service(aws, name).create(desired=0)
    digest = aws.push(name, "v2", exit_after="0.1", exit_code="3")
    mailbox.subscribe({"source": ["aws.ecs"], "detail": {"group": [f"service:{name}"]}})
    new = service.update(service.register("v2"))
    service.ecs.update_service(cluster=name, service=name, desiredCount=1)
    stopped = mailbox.wait_for(1, lastStatus="STOPPED")[0]
    expected = sample("ecs_task_state_change_stopped_real_2024")
    assert_enveloped_like(stopped, expected)
    detail = stopped["detail"]
    assert set(expected["detail"]) - {"capacityProviderName"} <= set(detail)
    assert stopped["resources"] == [detail["taskArn"]]
    assert (detail["startedBy"], detail["stopCode"]) == (new["id"], "EssentialContainerExited")
    container = detail["containers"][0]
    assert (container["exitCode"], container["imageDigest"]) == (3, digest)
    mine = [event["detail"] for event in mailbox.seen if event["resources"] == stopped["resources"]]
    states = [one["lastStatus"] for one in mine]
    assert states == ["PROVISIONING", "PENDING", "RUNNING", "STOPPED"]
    assert [one["version"] for one in mine] == sorted({one["version"] for one in mine})


def test_an_injected_event_arrives_as_it_was_given(aws: LocalAws, name: str, mailbox: Mailbox) -> None:
    mailbox.subscribe({"source": ["aws.ecr"], "detail": {"repository-name": [name]}})
    event = sample("ecr_image_action_push_image_index_real_2025")
    event["detail"]["repository-name"] = name
    assert aws.local("POST", "events", event) == {"id": event["id"], "rules": [name]}
    assert eventually(mailbox.events) == [event]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"source": None}, "`source` must be a non-empty string"),
        ({"detail-type": 3}, "`detail-type` must be a non-empty string"),
        ({"detail": "text"}, "`detail` must be an object"),
        ({"time": "yesterday"}, "`time` must look like"),
        ({"resources": "arn"}, "`resources` must be a list of strings"),
        ({"account": 1}, "`account` must be a non-empty string"),
    ],
)
def test_an_event_that_is_none_is_refused_with_the_reason(
    aws: LocalAws, change: dict[str, Any], problem: str
) -> None:
    event = {"source": "aws.ecr", "detail-type": "ECR Image Action", "detail": {}} | change
    reply = aws.http("POST", "/_local/events", json.dumps(event).encode())
    assert reply.status == 400
    assert problem in reply.json["error"]


@pytest.mark.parametrize("body", [b"not json", b"[]"])
def test_an_event_that_is_no_object_is_refused(aws: LocalAws, body: bytes) -> None:
    assert aws.http("POST", "/_local/events", body).status == 400


def test_outsiders_cannot_put_events_of_aws_itself(aws: LocalAws) -> None:
    entry = {"Source": "aws.ecr", "DetailType": "ECR Image Action", "Detail": "{}"}
    answer = aws.client("events").put_events(Entries=[entry])
    assert answer["Entries"][0]["ErrorCode"] == "NotAuthorizedForSourceException"
