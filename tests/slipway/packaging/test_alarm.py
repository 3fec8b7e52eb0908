"""Somebody hears of what went wrong."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.packaging.order import ROOT

Alarms = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def alarms(api_template: dict[str, Any]) -> Alarms:
    return {
        name: one["Properties"]
        for name, one in api_template["Resources"].items()
        if one["Type"] == "AWS::CloudWatch::Alarm"
    }


def test_each_alarm_is_sent_to_the_one_topic_and_says_what_to_look_at(alarms: Alarms) -> None:
    assert alarms
    for one in alarms.values():
        assert one["AlarmActions"] == [{"Ref": "AlarmTopic"}]
        assert len(one["AlarmDescription"].split(". ")) >= 2


def test_the_first_dead_letter_rings_within_a_minute(alarms: Alarms) -> None:
    alarm = alarms["DeadLettersAlarm"]

    assert alarm["Dimensions"] == [
        {"Name": "QueueName", "Value": {"Fn::GetAtt": ["DeadLetters", "QueueName"]}}
    ]
    assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (1, "GreaterThanOrEqualToThreshold")
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (60, 1)


def test_a_report_that_is_owed_for_ten_minutes_rings(alarms: Alarms) -> None:
    alarm = alarms["ReportsOwedAlarm"]
    assert (alarm["Threshold"], alarm["Statistic"]) == (600, "Maximum")


def test_it_goes_on_ringing_between_two_attempts_a_quarter_of_an_hour_apart(alarms: Alarms) -> None:
    alarm = alarms["ReportsOwedAlarm"]
    assert alarm["DatapointsToAlarm"] == 1
    assert alarm["Period"] * alarm["EvaluationPeriods"] > 15 * 60


def test_one_deployment_that_timed_out_rings(alarms: Alarms) -> None:
    alarm = alarms["DeploymentsTimedOutAlarm"]
    assert {"Name": "outcome", "Value": "timed_out"} in alarm["Dimensions"]
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Sum", 1)


@pytest.mark.parametrize("function", ["ImagePushed", "DeploymentChanged", "Sweep"])
def test_one_error_of_a_function_that_an_event_calls_rings(alarms: Alarms, function: str) -> None:
    alarm = alarms[f"{function}ErrorsAlarm"]
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": function}}]
    assert (alarm["MetricName"], alarm["Threshold"]) == ("Errors", 1)


def test_an_api_that_fails_rings_and_a_stranger_s_bad_token_does_not(alarms: Alarms) -> None:
    assert alarms["ApiErrorsAlarm"]["MetricName"] == "5XXError"
    watched = [one["Dimensions"] for one in alarms.values() if one["MetricName"] == "Errors"]
    assert [{"Name": "FunctionName", "Value": {"Ref": "Authorize"}}] not in watched


def test_a_sweep_that_no_longer_runs_rings(alarms: Alarms) -> None:
    alarm = alarms["SweepSilentAlarm"]
    assert (alarm["MetricName"], alarm["TreatMissingData"]) == ("Invocations", "breaching")


@pytest.mark.parametrize("name", ["ReportsRefused", "Deployments", "ReportOwedSeconds"])
def test_the_metrics_of_its_own_are_those_that_the_functions_write(alarms: Alarms, name: str) -> None:
    assert name in {one["MetricName"] for one in alarms.values() if one["Namespace"] == "Slipway"}
    written = [path.read_text() for path in (ROOT / "chalicelib").rglob("*.py")]
    assert any(f'("{name}"' in text for text in written)


def test_nobody_is_written_to_until_an_address_is_given(api_template: dict[str, Any]) -> None:
    subscription = api_template["Resources"]["AlarmSubscription"]
    assert subscription["Condition"] == "AlarmEmailGiven"
    assert api_template["Parameters"]["AlarmEmail"]["Default"] == ""
