"""A canary in the task definition's environment and one in Bitbucket's credential: neither is ever told."""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING

import pytest

from builders import commit
from chalicelib import bootstrap
from chalicelib.domain.errors import RetryableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from journey import Journey

V2, V3, V4 = commit("v2"), commit("v3"), commit("v4")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Every line that the functions log, down to DEBUG, the SDK's own included."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(bootstrap.logger.registered_formatter)
    before = bootstrap.logger.log_level
    bootstrap.logger.addHandler(handler)
    bootstrap.logger.setLevel("DEBUG")
    yield written
    bootstrap.logger.setLevel(before)
    logging.getLogger("slipway").removeHandler(handler)


def test_no_canary_is_in_a_log_line_a_metric_the_table_or_a_status(
    journey: Journey, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    canaries = (f"c4n4ry-{journey.name}", f"s3cret-{journey.name}")
    journey.pushed(V2, exit_after="0.05", exit_code="1")
    journey.decided(V2)
    events = journey.push(V3)
    journey.aws.fault("ecs", "RegisterTaskDefinition", "ClientException")
    journey.deliver(*events)
    path = f"/2.0/repositories/acme/{journey.name}"
    for status in (401, 403, 429):
        journey.bitbucket("POST", "faults", {"status": status, "path": path})
    events = journey.push(V4)
    journey.aws.fault("ecs", "UpdateService", "ServerException")
    with pytest.raises(RetryableError) as raised:
        journey.deliver(*events)
    journey.sweep()

    printed = capfd.readouterr()
    told = {
        "the log": log.getvalue(),
        "standard output": printed.out,
        "standard error": printed.err,
        "the table": json.dumps(journey.items(), default=repr),
        "Bitbucket": json.dumps(journey.bitbucket("GET", "statuses")),
        "an error": str(raised.value),
    }
    assert "the rollout began" in told["the log"]
    assert "Deployments" in told["standard output"]
    assert V3 in told["the table"]
    assert canaries[0] in json.dumps(journey.running(), default=repr), "the canary is not where it should be"
    found = {where for where, text in told.items() for canary in canaries if canary in text}
    assert found == set()
