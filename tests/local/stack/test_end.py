"""How the local stack ends: all of it, whenever and however it is told to."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from slipway.local.stack.cloud import Cloud

if TYPE_CHECKING:
    from collections.abc import Callable

# https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-eventbridge-scheduler.html
SCHEDULED = {
    "version": "0",
    "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "123456789012",
    "time": "2026-01-01T00:00:00Z",
    "region": "eu-west-1",
    "resources": ["arn:aws:events:eu-west-1:123456789012:rule/slipway-sweep"],
    "detail": {},
}

pytestmark = pytest.mark.xdist_group("local-stack")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_all_that_it_started(
    start: Callable[..., Any],
    below: Callable[[int], set[int]],
    gone: Callable[[set[int]], bool],
    number: signal.Signals,
) -> None:
    with start() as process:
        ready = json.loads(process.stdout.readline())
        _run_a_function(ready)
        started = below(process.pid)
        assert len(started) >= 3, "its guard, the local AWS, a function"
        process.send_signal(number)
        assert process.wait(timeout=30) == 0
        assert gone(started)


def test_a_signal_while_it_starts_ends_it_and_all_that_it_started(
    start: Callable[..., Any], below: Callable[[int], set[int]], gone: Callable[[set[int]], bool]
) -> None:
    with start() as process:
        said = process.stderr.readline()
        assert "Starting the local AWS" in said
        assert "Bitbucket" in process.stderr.readline()
        started = below(process.pid)
        process.terminate()
        assert process.wait(timeout=30) == 128 + signal.SIGTERM
        assert process.stdout.read() == ""
        assert gone(started)


def test_nothing_outlives_it_even_when_it_is_killed(
    start: Callable[..., Any], below: Callable[[int], set[int]], gone: Callable[[set[int]], bool]
) -> None:
    with start() as process:
        ready = json.loads(process.stdout.readline())
        _run_a_function(ready)
        started = below(process.pid)
        process.kill()
        assert gone(started)


def test_it_leaves_no_files_behind(
    start: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with start() as process:
        process.stdout.readline()
        assert list(tmp_path.iterdir())
        process.terminate()
        process.wait(timeout=30)
    assert list(tmp_path.iterdir()) == []


def test_a_mapping_that_is_not_there_ends_it_with_its_name_and_nothing_left(
    start: Callable[..., Any], tmp_path: Path
) -> None:
    with start("--mapping", str(tmp_path / "none.yaml")) as process:
        said, told = process.communicate(timeout=60)
    assert (said, process.returncode) == ("", 1)
    assert "none.yaml" in told


def _run_a_function(ready: dict[str, Any]) -> None:
    functions = Cloud(ready["aws"], ready["region"], ready["account"]).client("lambda")
    answer = functions.invoke(FunctionName=ready["functions"]["sweep"], Payload=json.dumps(SCHEDULED))
    assert "FunctionError" not in answer, answer["Payload"].read()
