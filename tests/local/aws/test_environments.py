"""The execution environments of functions on the local AWS."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from local.aws.harness import LocalAws
from local.aws.test_functions import deploy, invoke, logs
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = """
import boto3, json, os, pathlib, time

def fn(event, context):
    print("before " * event.get("lines", 0), end="")
    if event.get("fail"):
        raise RuntimeError("as told")
    if event.get("deeper"):
        inner = json.dumps({"deeper": event["deeper"] - 1})
        answer = boto3.client("lambda").invoke(FunctionName=context.function_name, Payload=inner)
        return json.load(answer["Payload"])
    time.sleep(event.get("sleep", 0))
    return {"process": os.getpid(), "package": str(pathlib.Path(__file__).resolve())}
"""


@pytest.fixture(scope="module")
def narrow() -> Iterator[LocalAws]:
    """With two environments per function, and little patience."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = LocalAws.start(port, "--environments=2", "--pace=environment=0.5")
    yield server
    server.stop()


def at_once(aws: LocalAws, name: str, times: int, event: dict[str, Any]) -> list[dict[str, Any]]:
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(lambda _: invoke(aws, name, event), range(times)))


def test_calls_one_after_the_other_share_an_environment(aws: LocalAws, name: str) -> None:
    deploy(aws, name, CODE)

    assert len({invoke(aws, name, {})["process"] for _ in range(3)}) == 1


def test_an_environment_outlives_an_exception_of_its_handler(aws: LocalAws, name: str) -> None:
    deploy(aws, name, CODE)
    before = invoke(aws, name, {})

    failed = aws.client("lambda").invoke(FunctionName=name, Payload=b'{"fail": true}')

    assert failed["FunctionError"]
    assert b"as told" in failed["Payload"].read()
    assert invoke(aws, name, {}) == before
    assert eventually(lambda: 'raise RuntimeError("as told")' in logs(aws, name))


def test_calls_beyond_four_at_once_wait_for_an_environment(aws: LocalAws, name: str) -> None:
    deploy(aws, name, CODE)

    answers = at_once(aws, name, 12, {"sleep": 0.1})

    assert 1 < len({answer["process"] for answer in answers}) <= 4


def test_all_environments_share_one_unpacked_package(aws: LocalAws, name: str) -> None:
    deploy(aws, name, CODE)

    answers = at_once(aws, name, 3, {"sleep": 0.5})

    assert len({answer["process"] for answer in answers}) > 1
    assert len({answer["package"] for answer in answers}) == 1


def test_a_function_that_calls_itself_gets_more_environments_than_there_should_be(
    narrow: LocalAws, name: str
) -> None:
    deploy(narrow, name, CODE, timeout=20)

    assert invoke(narrow, name, {"deeper": 2})["process"]


def test_what_a_call_wrote_without_a_line_end_is_in_its_log(aws: LocalAws, name: str) -> None:
    deploy(aws, name, CODE)

    for lines in (1, 1000, 2):
        invoke(aws, name, {"lines": lines})

    written = [line.count("before") for line in logs(aws, name).splitlines() if "before" in line]
    assert written == [1, 1000, 2]
