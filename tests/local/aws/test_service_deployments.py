"""The API of service deployments and service revisions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from local.aws.rollout import Service
from waiting import eventually

if TYPE_CHECKING:
    from local.aws.harness import LocalAws


@pytest.fixture
def service(aws: LocalAws, name: str) -> Service:
    return Service(aws, name).create()


def test_a_service_deployment_and_its_revision_tell_what_ran(service: Service) -> None:
    digest = service.aws.push(service.name, "v2")
    new = service.update(service.register("v2"))
    service.settle()
    brief = service.newest(new)
    number = new["id"].removeprefix("ecs-svc/")
    assert brief["serviceDeploymentArn"].startswith(
        service.arn.replace(":service/", ":service-deployment/") + "/"
    )
    assert number not in brief["serviceDeploymentArn"]
    assert (
        brief["targetServiceRevisionArn"]
        == f"{service.arn.replace(':service/', ':service-revision/')}/{number}"
    )
    full = service.full(brief)
    assert (full["status"], full["deploymentCircuitBreaker"]["status"]) == (
        "SUCCESSFUL",
        "MONITORING_COMPLETE",
    )
    assert full["targetServiceRevision"]["runningTaskCount"] == 2
    answer = service.ecs.describe_service_revisions(serviceRevisionArns=[brief["targetServiceRevisionArn"]])
    revision = answer["serviceRevisions"][0]
    assert revision["taskDefinition"] == new["taskDefinition"]
    assert [one["imageDigest"] for one in revision["containerImages"]] == [digest]


def test_service_deployments_are_listed_newest_first_and_filtered(service: Service) -> None:
    first = service.service_deployments()[0]
    second = service.newest(service.deploy("slow", ready_after="60"))
    assert [one["status"] for one in service.service_deployments()] == ["IN_PROGRESS", "SUCCESSFUL"]
    assert service.service_deployments(status=["IN_PROGRESS"]) == [second]
    soon = datetime.now(UTC) + timedelta(hours=1)
    assert service.service_deployments(
        createdAt={"before": second["createdAt"] - timedelta(seconds=0.01)}
    ) == [first]
    assert service.service_deployments(createdAt={"after": soon}) == []


def test_a_service_deployment_appears_in_the_list_a_moment_later(service: Service) -> None:
    before = service.service_deployments()
    new = service.update(service.register("v1"))
    assert service.service_deployments() == before
    assert service.newest(new)


def test_stopping_with_rollback_returns_to_the_last_completed_deployment(service: Service) -> None:
    good = service.primary()
    slow = service.deploy("slow", ready_after="60")
    brief = service.newest(slow)
    service.ecs.stop_service_deployment(
        serviceDeploymentArn=brief["serviceDeploymentArn"], stopType="ROLLBACK"
    )
    assert service.full(brief)["status"] == "ROLLBACK_IN_PROGRESS"
    assert service.settle()["deployments"][0]["id"] == good["id"]
    stopped = service.full(brief)
    assert stopped["status"] == "ROLLBACK_SUCCESSFUL"
    assert stopped["rollback"]["serviceRevisionArn"].endswith(good["id"].removeprefix("ecs-svc/"))


def test_aborting_leaves_everything_as_it_is(service: Service) -> None:
    slow = service.deploy("slow", ready_after="60")
    brief = service.newest(slow)
    service.ecs.stop_service_deployment(serviceDeploymentArn=brief["serviceDeploymentArn"], stopType="ABORT")
    assert service.full(brief)["status"] == "STOPPED"
    assert service.primary()["id"] == slow["id"]
    assert service.describe()["runningCount"] == 2


def test_a_service_deployment_that_has_ended_cannot_be_stopped(service: Service) -> None:
    ended = service.service_deployments()[0]
    with pytest.raises(service.ecs.exceptions.ConflictException):
        service.ecs.stop_service_deployment(serviceDeploymentArn=ended["serviceDeploymentArn"])


def test_an_unknown_service_deployment_cannot_be_stopped(service: Service) -> None:
    with pytest.raises(service.ecs.exceptions.ServiceDeploymentNotFoundException):
        service.ecs.stop_service_deployment(
            serviceDeploymentArn=service.arn.replace("service/", "service-deployment/")
        )


def test_unknown_service_deployments_are_reported_as_missing(service: Service) -> None:
    arn = service.service_deployments()[0]["serviceDeploymentArn"]
    answer = service.ecs.describe_service_deployments(serviceDeploymentArns=[arn, arn + "x"])
    assert [one["serviceDeploymentArn"] for one in answer["serviceDeployments"]] == [arn]
    assert answer["failures"] == [{"arn": arn + "x", "reason": "MISSING"}]


def test_the_deployments_of_an_unknown_service_are_refused(service: Service) -> None:
    with pytest.raises(ClientError, match="ServiceNotFoundException"):
        service.ecs.list_service_deployments(cluster=service.name, service="nobody")


def test_a_rollback_under_way_shows_as_such(service: Service) -> None:
    bad = service.newest(service.deploy("bad", exit_after="0.05", exit_code="1"))
    eventually(lambda: service.full(bad)["status"] == "ROLLBACK_IN_PROGRESS")
    assert service.full(bad)["deploymentCircuitBreaker"]["status"] == "TRIGGERED"
