"""Logs as JSON lines, metrics in the embedded metric format."""

from __future__ import annotations

import io
import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from aws_lambda_powertools import Logger

from chalicelib.adapters.telemetry import PowertoolsTelemetry

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def written() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def telemetry(written: io.StringIO) -> PowertoolsTelemetry:
    return PowertoolsTelemetry(Logger(service=f"slipway-{uuid.uuid4()}", level="INFO", stream=written))


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("level", ["info", "warning", "error"])
def test_a_line_is_json_with_its_level_message_and_fields(
    telemetry: PowertoolsTelemetry, written: io.StringIO, level: str
) -> None:
    say: Callable[..., None] = getattr(telemetry, level)

    say("the deployment ended", deployment="web.1", state="failed")

    (line,) = lines(written.getvalue())
    assert (line["level"], line["message"]) == (level.upper(), "the deployment ended")
    assert (line["deployment"], line["state"]) == ("web.1", "failed")
    assert line["service"].startswith("slipway")
    assert line["timestamp"]


def test_a_line_names_whoever_spoke(telemetry: PowertoolsTelemetry, written: io.StringIO) -> None:
    telemetry.info("here")

    assert "test_a_line_names_whoever_spoke" in lines(written.getvalue())[0]["location"]


def test_newlines_and_control_characters_make_no_second_line(
    telemetry: PowertoolsTelemetry, written: io.StringIO
) -> None:
    telemetry.warning("two\nlines", reason='\r\n{"level": "INFO"}\x1b[0m')

    (line,) = lines(written.getvalue())
    assert line["message"] == "two\nlines"


def test_the_traceback_of_the_exception_being_handled_is_told(
    telemetry: PowertoolsTelemetry, written: io.StringIO
) -> None:
    try:
        raise ValueError("the cause")  # noqa: TRY301  the exception being handled
    except ValueError:
        telemetry.error("it failed")

    (line,) = lines(written.getvalue())
    assert "the cause" in line.get("exception", ""), line


def test_a_count_is_one_metric_with_its_dimensions(
    telemetry: PowertoolsTelemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry.count("Deployments", outcome="succeeded")

    (line,) = lines(capsys.readouterr().out)
    (described,) = line["_aws"]["CloudWatchMetrics"]
    assert described["Namespace"] == "Slipway"
    assert [(one["Name"], one["Unit"]) for one in described["Metrics"]] == [("Deployments", "Count")]
    assert set(described["Dimensions"][0]) == {"service", "outcome"}
    assert (line["service"], line["outcome"], line["Deployments"]) == ("slipway", "succeeded", [1])


def test_each_metric_is_a_line_of_its_own(
    telemetry: PowertoolsTelemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry.count("Deployments", 3, outcome="failed")
    telemetry.seconds("SecondsToEnd", 12.5)
    telemetry.count("Deployments", outcome="succeeded")

    found = lines(capsys.readouterr().out)
    assert [one.get("outcome") for one in found] == ["failed", None, "succeeded"]
    assert (found[0]["Deployments"], found[1]["SecondsToEnd"]) == ([3], [12.5])
    assert found[1]["_aws"]["CloudWatchMetrics"][0]["Metrics"][0]["Unit"] == "Seconds"
