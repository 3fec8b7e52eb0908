"""Somebody hears of an event that was given up on."""

from __future__ import annotations

from typing import Any


def test_the_first_dead_letter_rings_an_alarm_within_a_minute(template: dict[str, Any]) -> None:
    (alarm,) = [
        one["Properties"]
        for one in template["Resources"].values()
        if one["Type"] == "AWS::CloudWatch::Alarm" and one["Properties"]["Namespace"] == "AWS/SQS"
    ]

    assert alarm["Dimensions"] == [
        {"Name": "QueueName", "Value": {"Fn::GetAtt": ["DeadLetters", "QueueName"]}}
    ]
    assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (1, "GreaterThanOrEqualToThreshold")
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (60, 1)
