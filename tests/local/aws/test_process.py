"""The local AWS as a process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local.aws.harness import ACCOUNT, REGION, ROOT, LocalAws, package
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def other() -> Iterator[LocalAws]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = LocalAws.start(port)
    yield server
    if server.process.poll() is None:
        server.stop()


def descendants(pid: int) -> set[int]:
    """Children of every thread, since functions are started from threads."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        # A thread may end between being listed and being asked.
        with suppress(FileNotFoundError):
            found |= {int(child) for child in (task / "children").read_text().split()}
    return found


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def scratch_of(pid: int) -> Path:
    """Where the process writes, found where its functions run."""
    return next(iter(Path("/proc") / str(child) / "cwd" for child in descendants(pid))).resolve().parents[1]


def test_it_says_where_it_listens(other: LocalAws) -> None:
    port = int(other.url.rsplit(":", 1)[1])
    assert other.ready == {
        "ready": True,
        "aws": f"http://127.0.0.1:{port}",
        "region": "us-east-1",
        "account": ACCOUNT,
    }


def test_two_run_side_by_side(aws: LocalAws, other: LocalAws, name: str) -> None:
    other.client("ecr").create_repository(repositoryName=name)
    with pytest.raises(aws.client("ecr").exceptions.RepositoryNotFoundException):
        aws.client("ecr").describe_repositories(repositoryNames=[name])


def test_its_end_ends_what_it_started_and_leaves_nothing_behind(other: LocalAws, name: str) -> None:
    client = other.client("lambda")
    client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=f"arn:aws:iam::{ACCOUNT}:role/x",
        Handler="app.fn",
        Code={"ZipFile": package(app="def fn(event, context): pass")},
    )
    eventually(lambda: client.get_function(FunctionName=name)["Configuration"]["State"] == "Active")
    client.invoke(FunctionName=name)
    workers, scratch = descendants(other.process.pid), scratch_of(other.process.pid)
    assert workers
    assert scratch.is_dir()
    began = time.monotonic()
    assert other.stop() == 0
    assert time.monotonic() - began < 5
    eventually(lambda: not any(alive(worker) for worker in workers))
    assert not scratch.exists()


def test_an_interrupt_ends_it_too(other: LocalAws) -> None:
    other.process.send_signal(signal.SIGINT)
    assert other.process.wait(timeout=10) == 0
    assert other.process.stdout is not None
    other.process.stdout.close()


def test_a_reset_forgets_everything(other: LocalAws, name: str) -> None:
    other.client("ecr").create_repository(repositoryName=name)
    other.local("POST", "reset")
    assert other.client("ecr").describe_repositories()["repositories"] == []
    assert [call["operation"] for call in other.local("GET", "calls")] == ["DescribeRepositories"]


def test_a_pace_that_is_not_known_is_refused() -> None:
    command = [".local-aws/bin/python", "-m", "slipway.local.aws", "--pace", "hurry=1"]
    done = subprocess.run(  # noqa: S603 - the project's own command
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "'hurry' is no pace; there are pull, steady" in done.stderr


def test_a_ministack_that_lacks_what_is_built_on_is_named_with_the_pin() -> None:
    script = "from ministack.services import ecs; del ecs._run_task; from slipway.local.aws import seams; seams.check()"
    done = subprocess.run(  # noqa: S603 - the project's own code
        [".local-aws/bin/python", "-c", script],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "has no ministack.services.ecs._run_task." in done.stderr
    assert "requirements-local-aws.txt" in done.stderr


def test_another_region_and_account_are_used_throughout(name: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = LocalAws.start(port, "--region", REGION, "--account", "123456789012")
    try:
        made = server.client("ecr").create_repository(repositoryName=name)["repository"]
        assert made["repositoryUri"] == f"123456789012.dkr.ecr.{REGION}.amazonaws.com/{name}"
        server.push(name, "v1")
        assert server.client("ecr").describe_images(repositoryName=name)["imageDetails"]
        assert server.client("sts").get_caller_identity()["Account"] == "123456789012"
    finally:
        server.stop()
