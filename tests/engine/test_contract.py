"""What the local ECS relies on, with the stand-in and with a real engine alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.played import BUSYBOX, Played
from slipway.local.engine.host import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("engine")
EXIT = (BUSYBOX, "sh", "-c", "sleep 0.2; exit 7")  # as the labels exit-after=0.2 and exit-code=7 say


@pytest.fixture(params=ENGINES)
def played(request: pytest.FixtureRequest) -> Iterator[Played]:
    real = request.param != ENGINES[0]
    busybox = request.getfixturevalue("busybox") if real else b"busybox"
    started = Played(request.getfixturevalue("real_aws" if real else "stand_in_aws"), busybox)
    yield started
    started.end()


def test_a_task_runs_the_image_that_was_pushed_and_says_by_which_digest(played: Played) -> None:
    digest = played.push("v1")
    played.create_service(played.register("v1"))
    (task,) = played.running()
    assert task["lastStatus"] == "RUNNING"
    assert task["containers"][0]["imageDigest"] == digest


def test_a_task_whose_image_is_not_there_says_that_it_cannot_be_pulled(played: Played) -> None:
    task = played.reaches(played.run(played.register("missing")), "STOPPED")
    assert task["stopCode"] == "TaskFailedToStart"
    assert task["stoppedReason"].startswith("CannotPullContainerError: ")
    assert "missing: not found" in task["stoppedReason"]


def test_a_container_s_end_is_its_task_s_with_the_exit_code(played: Played) -> None:
    played.push("v1", exit_after="0.2", exit_code="7")
    task = played.reaches(played.run(played.register("v1", *EXIT)), "STOPPED")
    assert task["stopCode"] == "EssentialContainerExited"
    assert task["containers"][0]["exitCode"] == 7


def test_a_task_that_is_stopped_ends(played: Played) -> None:
    played.push("v1")
    arn = played.run(played.register("v1"))
    played.reaches(arn, "RUNNING")
    played.ecs.stop_task(cluster=played.name, task=arn)
    assert played.reaches(arn, "STOPPED")["stopCode"] == "UserInitiated"


def test_an_update_replaces_every_task_by_one_of_the_new_image(played: Played) -> None:
    played.push("v1")
    played.create_service(played.register("v1"), desired=2)
    digest = played.push("v2")
    deployment = played.update(played.register(digest))
    assert played.settle()["id"] == deployment
    assert {task["containers"][0]["imageDigest"] for task in played.running()} == {digest}


def test_an_image_that_crashes_is_rolled_back(played: Played) -> None:
    good = played.push("v1")
    played.create_service(played.register("v1"))
    before = played.settle()["id"]
    played.push("v2", exit_after="0.2", exit_code="7")
    played.update(played.register("v2", *EXIT))
    assert played.settle()["id"] == before
    assert {task["containers"][0]["imageDigest"] for task in played.running()} == {good}
