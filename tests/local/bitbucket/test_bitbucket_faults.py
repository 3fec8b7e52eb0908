"""Faults on order, and the log of requests."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from slipway.local.bitbucket.app import create_app
from slipway.local.bitbucket.keys import SigningKey

if TYPE_CHECKING:
    from flask.testing import FlaskClient

KEY = SigningKey.generate()
COMMIT = f"/2.0/repositories/acme/shop-api/commit/{'a' * 40}"
BUILD = f"{COMMIT}/statuses/build"
STATUS = {"key": "deploy", "state": "INPROGRESS", "url": "https://example.com/1"}


@pytest.fixture
def bitbucket() -> FlaskClient:
    client = create_app("http://127.0.0.1:4567", key=KEY).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer token"
    return client


def order(bitbucket: FlaskClient, **fault: object) -> None:
    assert bitbucket.post("/_local/faults", json=fault).status_code == 201


def statuses(bitbucket: FlaskClient, times: int, path: str = COMMIT) -> list[int]:
    return [bitbucket.get(path).status_code for _ in range(times)]


def test_a_fault_happens_as_often_as_ordered(bitbucket: FlaskClient) -> None:
    order(bitbucket, status=503, times=2)
    assert statuses(bitbucket, 3) == [503, 503, 200]


def test_a_fault_happens_once_unless_told(bitbucket: FlaskClient) -> None:
    order(bitbucket, status=500)
    assert statuses(bitbucket, 2) == [500, 200]


def test_faults_happen_in_the_order_they_were_ordered(bitbucket: FlaskClient) -> None:
    order(bitbucket, status=429, headers={"Retry-After": "7"})
    order(bitbucket, status=500)
    assert bitbucket.get(COMMIT).headers["Retry-After"] == "7"
    assert statuses(bitbucket, 2) == [500, 200]


def test_a_request_that_fails_changes_nothing(bitbucket: FlaskClient) -> None:
    order(bitbucket, status=502)
    assert bitbucket.post(BUILD, json=STATUS).status_code == 502
    assert bitbucket.get("/_local/statuses").get_json() == []


def test_a_fault_without_a_status_is_only_slow(bitbucket: FlaskClient) -> None:
    order(bitbucket, delay_seconds=0.1)
    started = time.monotonic()
    assert bitbucket.post(BUILD, json=STATUS).status_code == 201
    assert time.monotonic() - started >= 0.1


def test_a_fault_is_about_the_status_api_unless_told(bitbucket: FlaskClient) -> None:
    keys = "/2.0/workspaces/acme/pipelines-config/identity/oidc/keys.json"
    order(bitbucket, status=500)
    assert statuses(bitbucket, 1, keys) == [200]
    order(bitbucket, status=503, path="/2.0/workspaces")
    assert statuses(bitbucket, 1, keys) == [503]
    assert statuses(bitbucket, 1) == [500]


def test_what_steers_the_stand_in_never_fails(bitbucket: FlaskClient) -> None:
    order(bitbucket, status=500, path="/")
    assert bitbucket.get("/_local/statuses").status_code == 200


def test_a_cut_connection_gives_no_answer(bitbucket: FlaskClient) -> None:
    order(bitbucket, status=0)
    with pytest.raises(ConnectionAbortedError):
        bitbucket.get(COMMIT)
    assert statuses(bitbucket, 1) == [200]


def test_faults_can_be_cleared(bitbucket: FlaskClient) -> None:
    order(bitbucket, status=500, times=100)
    assert bitbucket.delete("/_local/faults").status_code == 204
    assert statuses(bitbucket, 1) == [200]


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 200},
        {"status": "500"},
        {"status": True},
        {"times": 0},
        {"times": 1.5},
        {"delay_seconds": -1},
        {"headers": []},
        {"path": 1},
        {"statuses": 500},
    ],
)
def test_an_order_with_a_mistake_is_refused(bitbucket: FlaskClient, fault: object) -> None:
    assert bitbucket.post("/_local/faults", json=fault).status_code == 400


def test_the_log_tells_requests_with_their_status_and_leaves_out_the_steering(bitbucket: FlaskClient) -> None:
    order(bitbucket, status=503)
    bitbucket.post(BUILD, json=STATUS)
    bitbucket.post(BUILD, json=STATUS)
    order(bitbucket, status=0)
    with pytest.raises(ConnectionAbortedError):
        bitbucket.get(COMMIT)
    entries = bitbucket.get("/_local/requests").get_json()
    assert [(entry["method"], entry["path"], entry["status"]) for entry in entries] == [
        ("POST", BUILD, 503),
        ("POST", BUILD, 201),
        ("GET", COMMIT, 0),
    ]
    assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)
    bitbucket.delete("/_local/requests")
    assert bitbucket.get("/_local/requests").get_json() == []
