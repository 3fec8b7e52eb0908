"""The search for secrets finds them, wherever they would be told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from builders import CANARY, definition, deployment
from canaries import MARKS, told_by
from chalicelib.domain.lifecycle import CommitState, State
from chalicelib.domain.report import CommitStatus
from fakes.clock import NOON
from fakes.telemetry import FakeTelemetry
from readable import Reading
from slipway.local.bitbucket.keys import SigningKey

STATUS = CommitStatus("slipway-web", CommitState.FAILED, "Deploy web", f"failed: {CANARY}", "https://a.test")


def world(telemetry: FakeTelemetry | None = None, **places: Any) -> Any:
    """One that nobody watches: whatever is planted here is meant to be found here alone."""
    return SimpleNamespace(
        telemetry=telemetry or FakeTelemetry(),
        store=SimpleNamespace(history={}, rows=places.get("rows", {})),
        statuses=SimpleNamespace(posted=places.get("posted", [])),
    )


def test_a_definition_carries_a_canary() -> None:
    assert CANARY in repr(definition())
    assert CANARY.startswith(MARKS)


def test_a_line_that_tells_a_definition_is_found() -> None:
    telemetry = FakeTelemetry()
    telemetry.info("registering", request={"containers": [definition()]})

    (told,) = told_by(world(telemetry))

    assert told.startswith("a log line: ")
    assert CANARY in told


def test_a_metric_s_dimension_is_found() -> None:
    telemetry = FakeTelemetry()
    telemetry.count("Deployments", outcome=f"failed: {CANARY}")

    (told,) = told_by(world(telemetry))

    assert told.startswith("a metric: ")


def test_a_reason_in_the_table_is_found() -> None:
    planted = world()
    refused = deployment().become(State.REFUSED, NOON, f"AWS does not take {CANARY}")
    planted.store.history["web.1"] = refused

    (told,) = told_by(planted)

    assert told.startswith("a deployment in the table: ")


@pytest.mark.parametrize(
    ("places", "where"),
    [
        ({"posted": [("0" * 40, STATUS)]}, "a commit status"),
        ({"rows": {"web": deployment(commit=CANARY)}}, "a service in the table"),
    ],
)
def test_a_status_and_a_service_s_record_are_searched(places: dict[str, Any], where: str) -> None:
    (told,) = told_by(world(**places))

    assert told.startswith(f"{where}: ")


def test_of_a_world_that_tells_nothing_nothing_is_found() -> None:
    assert told_by(world()) == []


def test_what_bitbucket_was_told_is_read_too() -> None:
    told: Any = lambda *_: [{"description": "failed: s3cret-of-bitbucket"}]  # noqa: E731  a stand-in's answer

    with pytest.raises(AssertionError, match=r"a canary was told in .*Bitbucket"):
        Reading(bitbucket=told).assert_no_canary(MARKS)


def test_a_stand_in_that_was_told_nothing_passes() -> None:
    told: Any = lambda *_: []  # noqa: E731  likewise

    Reading(bitbucket=told).assert_no_canary(MARKS)


def aws(line: str) -> Any:
    """Clients of an AWS that keeps a key as a secret and has that line in its log, and nothing else."""
    pages = {
        "list_secrets": {"SecretList": [{"ARN": "badges"}]},
        "list_task_definitions": {"taskDefinitionArns": []},
        "describe_log_groups": {"logGroups": [{"logGroupName": "/aws/lambda/slipway-app"}]},
        "filter_log_events": {"events": [{"message": line}]},
        "list_tables": {"TableNames": []},
    }
    client = SimpleNamespace(
        get_paginator=lambda call: SimpleNamespace(paginate=lambda **_: [pages[call]]),
        get_secret_value=lambda **_: {"SecretString": '{"key": "the-key-of-badges"}'},
        list_queues=dict,
    )
    return lambda _: client


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("badges are made with the-key-of-badges", id="the key of badges"),
        pytest.param("asked by its-operator-token", id="an operator's token"),
        pytest.param(
            f"asked by {SigningKey.generate().sign({'typ': 'JWT'}, {}, 'RS256')}", id="a step's token"
        ),
    ],
)
def test_a_log_line_that_tells_a_credential_is_found(told: str) -> None:
    Reading(aws("a request was refused"), secrets=("its-operator-token",)).assert_no_canary(MARKS)

    with pytest.raises(AssertionError, match=r"a canary was told in .*slipway-app"):
        Reading(aws(told), secrets=("its-operator-token",)).assert_no_canary(MARKS)
