"""Rollouts of ECS services over time, on stand-in containers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from local.aws.rollout import Service
from waiting import eventually

if TYPE_CHECKING:
    from local.aws.conftest import Mailbox
    from local.aws.harness import LocalAws


@pytest.fixture
def service(aws: LocalAws, name: str) -> Service:
    return Service(aws, name)


def test_a_new_deployment_runs_beside_the_old_one_and_then_alone(service: Service) -> None:
    service.create()
    old = service.primary()
    new = service.deploy("v2")
    assert re.fullmatch(r"ecs-svc/\d{19}", new["id"])
    assert (new["rolloutState"], new["rolloutStateReason"]) == (
        "IN_PROGRESS",
        f"ECS deployment {new['id']} in progress.",
    )
    both = eventually(
        lambda: [one for one in service.describe()["deployments"] if one["runningCount"] == 2][1:]
    )
    assert (both[0]["id"], both[0]["status"], both[0]["rolloutState"]) == (old["id"], "ACTIVE", "COMPLETED")
    after = service.settle()
    assert after["deployments"][0]["id"] == new["id"]
    assert after["deployments"][0]["rolloutStateReason"] == f"ECS deployment {new['id']} completed."
    assert (after["runningCount"], after["pendingCount"]) == (2, 0)


def test_a_crash_looping_image_fails_and_is_rolled_back(service: Service) -> None:
    service.create()
    good = service.primary()
    bad = service.deploy("bad", exit_after="0.1", exit_code="1")
    failed = eventually(lambda: service.deployment(bad["id"]) if service.primary()["id"] != bad["id"] else {})
    assert (failed["status"], failed["rolloutState"], failed["desiredCount"]) == ("ACTIVE", "FAILED", 0)
    assert failed["rolloutStateReason"] == "ECS deployment circuit breaker: tasks failed to start."
    assert failed["failedTasks"] >= 3
    back = service.primary()
    assert (back["id"], back["rolloutState"]) == (good["id"], "IN_PROGRESS")
    expected = f"ECS deployment circuit breaker: rolling back to deploymentId {good['id']}."
    assert back["rolloutStateReason"] == expected
    after = service.settle()
    assert after["taskDefinition"] == good["taskDefinition"]
    assert service.newest(bad)["status"] == "ROLLBACK_SUCCESSFUL"


def test_an_image_that_is_not_in_the_registry_cannot_start(service: Service, mailbox: Mailbox) -> None:
    service.create()
    mailbox.subscribe({"source": ["aws.ecs"], "detail": {"group": [f"service:{service.name}"]}})
    service.update(service.register("missing"))
    stopped = mailbox.wait_for(1, stopCode="TaskFailedToStart")[0]["detail"]
    assert stopped["stoppedReason"].startswith("CannotPullContainerError: ")


def test_without_a_circuit_breaker_a_crash_loop_never_ends(service: Service) -> None:
    service.create(breaker=None)
    bad = service.deploy("bad", exit_after="0.05", exit_code="1")
    eventually(lambda: service.primary()["failedTasks"] > 3)
    assert (service.primary()["id"], service.primary()["rolloutState"]) == (bad["id"], "IN_PROGRESS")
    assert service.deployment(bad["id"])["status"] == "PRIMARY"


def test_a_circuit_breaker_without_rollback_leaves_the_old_tasks_running(service: Service) -> None:
    service.create(breaker={"enable": True, "rollback": False})
    bad = service.deploy("bad", exit_after="0.05", exit_code="1")
    eventually(lambda: service.primary()["rolloutState"] == "FAILED")
    assert service.primary()["id"] == bad["id"]
    assert service.describe()["runningCount"] == 2
    assert service.newest(bad)["status"] == "STOPPED"


def test_a_first_deployment_that_fails_has_nothing_to_go_back_to(service: Service) -> None:
    service.create(desired=0)
    service.ecs.delete_service(cluster=service.name, service=service.name)
    service.aws.push(service.name, "bad", exit_after="0.05", exit_code="1")
    service.ecs.create_service(
        cluster=service.name,
        serviceName=service.name,
        taskDefinition=service.register("bad"),
        desiredCount=2,
        deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
    )
    eventually(lambda: service.primary()["rolloutState"] == "FAILED")
    assert len(service.describe()["deployments"]) == 1


def test_a_task_counts_as_running_only_once_it_is_ready(service: Service) -> None:
    service.create(desired=1)
    slow = service.deploy("slow", ready_after="1")
    eventually(lambda: service.deployment(slow["id"])["pendingCount"] == 1)
    assert service.deployment(slow["id"])["runningCount"] == 0
    assert service.settle()["deployments"][0]["id"] == slow["id"]


def test_a_deployment_under_way_is_replaced_by_a_newer_one(service: Service) -> None:
    service.create()
    slow = service.deploy("slow", ready_after="60")
    eventually(lambda: service.deployment(slow["id"])["pendingCount"] == 2)
    newer = service.deploy("v3")
    assert service.deployment(slow["id"])["status"] == "ACTIVE"
    assert service.settle()["deployments"][0]["id"] == newer["id"]
    assert service.newest(slow)["status"] == "STOPPED"
    assert service.newest(newer)["status"] == "SUCCESSFUL"


def test_a_deployment_that_was_rolled_back_to_stays_the_one_to_go_back_to(service: Service) -> None:
    service.create()
    good = service.primary()
    bad = service.deploy("bad", exit_after="0.05", exit_code="1")
    eventually(lambda: service.primary()["id"] != bad["id"])
    service.update(bad["taskDefinition"])  # before the rollback has completed
    eventually(lambda: service.primary()["id"] == good["id"])
    assert service.settle()["deployments"][0]["id"] == good["id"]


def test_a_platform_child_tells_how_the_containers_of_an_index_behave(service: Service) -> None:
    service.create()
    child = service.aws.push(service.name, "child", ready_after="60")
    index = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [
            {"digest": "sha256:" + "0" * 64, "platform": {"os": "unknown", "architecture": "unknown"}},
            {"digest": child, "platform": {"os": "linux", "architecture": "amd64"}},
        ],
    }
    digest = service.aws.push_manifest(service.name, "multi", index)
    new = service.update(service.register(digest))
    eventually(lambda: service.deployment(new["id"])["pendingCount"] == 2)


def test_a_task_that_exits_later_is_replaced(service: Service, mailbox: Mailbox) -> None:
    service.create(desired=1)
    mailbox.subscribe({"source": ["aws.ecs"], "detail": {"group": [f"service:{service.name}"]}})
    task = service.ecs.list_tasks(cluster=service.name, serviceName=service.name)["taskArns"][0]
    service.ecs.stop_task(cluster=service.name, task=task)
    eventually(lambda: service.describe()["runningCount"] == 1)
    assert service.ecs.list_tasks(cluster=service.name, serviceName=service.name)["taskArns"] != [task]


def test_the_desired_count_can_change_without_a_new_deployment(service: Service) -> None:
    service.create(desired=1)
    before = service.primary()["id"]
    service.ecs.update_service(cluster=service.name, service=service.name, desiredCount=3)
    eventually(lambda: service.describe()["runningCount"] == 3)
    service.ecs.update_service(cluster=service.name, service=service.name, desiredCount=1)
    eventually(lambda: service.describe()["runningCount"] == 1)
    assert service.primary()["id"] == before


def test_a_forced_deployment_starts_new_tasks_of_the_same_definition(service: Service) -> None:
    service.create(desired=1)
    before = service.primary()
    service.ecs.update_service(cluster=service.name, service=service.name, forceNewDeployment=True)
    after = service.settle()["deployments"][0]
    assert after["id"] != before["id"]
    assert after["taskDefinition"] == before["taskDefinition"]


def test_the_service_says_what_happened_in_the_words_of_ecs(service: Service) -> None:
    service.create()
    bad = service.deploy("bad", exit_after="0.05", exit_code="1")
    eventually(lambda: service.primary()["id"] != bad["id"])
    service.settle()
    newest_first = service.messages()
    prefix = f"(service {service.name}) "
    assert newest_first[0] == prefix + "has reached a steady state."
    assert prefix + f"(deployment {bad['id']}) deployment failed: tasks failed to start." in newest_first
    started = re.escape(prefix) + r"has started 2 tasks: \(task [0-9a-f]{32}\) \(task [0-9a-f]{32}\)\."
    assert re.fullmatch(started, newest_first[-1])
