"""The stand-in as a server: from a thread and as a process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest
import urllib3

from slipway.local.bitbucket import serve

COMMIT = f"/2.0/repositories/acme/shop-api/commit/{'a' * 40}"
HTTP = urllib3.PoolManager(headers={"Authorization": "Bearer token"}, retries=False, timeout=5)


def test_it_serves_until_it_is_stopped() -> None:
    bitbucket = serve(0)
    commit = json.loads(HTTP.request("GET", bitbucket.url + COMMIT).data)
    assert commit["links"]["self"]["href"] == bitbucket.url + COMMIT
    bitbucket.stop()
    bitbucket.stop()
    with pytest.raises(urllib3.exceptions.NewConnectionError):
        HTTP.request("GET", bitbucket.url + COMMIT)


def test_several_run_side_by_side() -> None:
    with serve(0) as one, serve(0) as other:
        assert one.url != other.url
        HTTP.request("GET", one.url + COMMIT)
        assert HTTP.request("GET", f"{other.url}/_local/requests").json() == []


def test_a_port_that_is_taken_is_told() -> None:
    with serve(0) as bitbucket:
        port = int(bitbucket.url.rpartition(":")[2])
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{port}"):
            serve(port)


def test_a_cut_connection_ends_without_an_answer() -> None:
    with serve(0) as bitbucket:
        HTTP.request("POST", f"{bitbucket.url}/_local/faults", json={"status": 0})
        with pytest.raises(urllib3.exceptions.ProtocolError):
            HTTP.request("GET", bitbucket.url + COMMIT)
        assert HTTP.request("GET", bitbucket.url + COMMIT).status == 200


def test_as_a_process_it_tells_where_it_is_and_ends_on_sigterm() -> None:
    command = [sys.executable, "-m", "slipway.local.bitbucket", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # our own module
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert HTTP.request("GET", url + COMMIT).status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_as_a_process_it_says_that_its_port_is_taken() -> None:
    with serve(0) as bitbucket:
        port = bitbucket.url.rpartition(":")[2]
        command = [sys.executable, "-m", "slipway.local.bitbucket", "--port", port]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603  # our own module
    assert ended.returncode == 1
    assert f"127.0.0.1:{port}" in ended.stderr
    assert "--port" in ended.stderr
