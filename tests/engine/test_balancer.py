"""Requests reach healthy targets alone, unchanged, and none is lost when a target goes."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

from engine.target import Server, serving
from slipway.local.stack.local_aws import PYTHON
from slipway.packaging.order import ROOT
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = Path(__file__).with_name("balancer_process.py")


@dataclass
class Balancer:
    process: subprocess.Popen[str]

    def __call__(self, *order: object) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def add(self, server: Server) -> None:
        self("add", server.name, "127.0.0.1", server.port)

    def reaches(self, server: Server, state: str) -> None:
        eventually(lambda: self("state", server.name) == state, f"{server.name} being {state}", 20)

    def ask(self, method: str, path: str, **more: Any) -> urllib3.BaseHTTPResponse:
        return urllib3.request(method, self("url") + path, retries=False, timeout=20, **more)


@pytest.fixture
def balancer() -> Iterator[Balancer]:
    process = subprocess.Popen(  # noqa: S603 - our own program
        [str(PYTHON), str(PROGRAM)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Balancer(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=20) == 0


@pytest.fixture
def one() -> Iterator[Server]:
    with serving("one") as server:
        yield server


@pytest.fixture
def two() -> Iterator[Server]:
    with serving("two") as server:
        yield server


def test_with_no_healthy_target_it_says_so(balancer: Balancer, one: Server) -> None:
    one.health = 500
    balancer.add(one)
    balancer.reaches(one, "unhealthy")
    answer = balancer.ask("GET", "/")
    assert answer.status == 503
    assert answer.data == b"No target of cluster/service is healthy.\n"
    assert balancer("reason", "one") == "Health checks failed with these codes: [500]"


def test_a_target_that_becomes_unhealthy_gets_no_more_requests(
    balancer: Balancer, one: Server, two: Server
) -> None:
    for server in (one, two):
        balancer.add(server)
        balancer.reaches(server, "healthy")
    assert Counter(balancer.ask("GET", "/").data for _ in range(6)) == {b"one": 3, b"two": 3}
    one.health = 503
    balancer.reaches(one, "unhealthy")
    assert {balancer.ask("GET", "/").data for _ in range(6)} == {b"two"}
    assert balancer("changes") == ["cluster/service"] * 3


def test_request_and_answer_pass_unchanged(balancer: Balancer, one: Server) -> None:
    balancer.add(one)
    balancer.reaches(one, "healthy")
    body = b"x" * 3_000_000
    answer = balancer.ask(
        "POST", "/a%2Fb?q=1&q=%41", body=body, headers={"X-Mine": "kept", "User-Agent": "me"}
    )
    told = answer.json()
    assert (answer.status, told["path"], told["bytes"]) == (201, "/a%2Fb?q=1&q=%41", len(body))
    assert (told["headers"]["X-Mine"], told["headers"]["User-Agent"]) == ("kept", "me")
    assert "Accept" not in told["headers"]
    assert told["headers"]["X-Forwarded-For"] == "127.0.0.1"
    assert answer.headers.getlist("X-Server") == ["a", "b"]


def test_a_target_that_goes_answers_first_what_it_had(balancer: Balancer, one: Server, two: Server) -> None:
    balancer.add(one)
    balancer.reaches(one, "healthy")
    with ThreadPoolExecutor() as beside:
        held = beside.submit(balancer.ask, "GET", "/held")
        assert one.asked.wait(20)
        balancer.add(two)
        balancer.reaches(two, "healthy")
        url = balancer("url")
        leaving = beside.submit(balancer, "forget", "one", 30)
        later = {urllib3.request("GET", url, retries=False).data for _ in range(4)}
        assert not leaving.done()
        one.release.set()
        assert held.result().data == b"one"
        leaving.result()
    assert b"two" in later


def test_a_target_that_is_gone_without_a_word_is_a_bad_gateway(balancer: Balancer) -> None:
    with serving("one") as one:
        balancer.add(one)
        balancer.reaches(one, "healthy")
    statuses = {balancer.ask("GET", "/").status, balancer.ask("GET", "/").status}
    assert statuses <= {502, 503}
    eventually(lambda: balancer.ask("GET", "/").status == 503, "an unhealthy target", 20)
    assert balancer("reason", "one") == "Health checks failed"
