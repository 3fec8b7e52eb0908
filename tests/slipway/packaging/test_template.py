"""What CloudFormation is given."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from slipway.packaging.build import build
from slipway.packaging.order import Order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slipway.packaging.order import Package

EVENT_FUNCTIONS = {"ImagePushed": "image_pushed", "DeploymentChanged": "deployment_changed", "Sweep": "sweep"}
DEAD_LETTERS = {"Fn::GetAtt": ["DeadLetters", "Arn"]}
OF_THE_API = {"SLIPWAY_BADGE_SECRET", "SLIPWAY_PUBLIC_URL"}
CONTRACT = OF_THE_API | {
    "SLIPWAY_TABLE",
    "SLIPWAY_MAPPING",
    "SLIPWAY_BITBUCKET_API",
    "SLIPWAY_BITBUCKET_SECRET",
    "SLIPWAY_OPERATORS_SECRET",
    "SLIPWAY_OIDC_WORKSPACE",
    "SLIPWAY_OIDC_WORKSPACE_UUID",
    "SLIPWAY_OIDC_AUDIENCE",
}


@pytest.mark.parametrize("stage", ["dev", "prod", "local"])
def test_cfn_lint_has_nothing_to_say(project: Path, mapping: Path, stage: str) -> None:
    template = build(Order(mapping, stage, root=project)).template
    linted = subprocess.run(  # noqa: S603 - a fixed command
        [Path(sys.executable).with_name("cfn-lint"), template], capture_output=True, text=True, check=False
    )
    assert (linted.stdout, linted.returncode) == ("", 0)


@pytest.mark.parametrize("function", EVENT_FUNCTIONS)
def test_an_event_that_a_function_fails_on_becomes_a_dead_letter_after_two_more_tries(
    template: dict[str, Any], function: str
) -> None:
    assert template["Resources"][function]["Properties"]["EventInvokeConfig"] == {
        "MaximumRetryAttempts": 2,
        "MaximumEventAgeInSeconds": 3600,
        "DestinationConfig": {"OnFailure": {"Type": "SQS", "Destination": DEAD_LETTERS}},
    }


@pytest.mark.parametrize("function", EVENT_FUNCTIONS)
def test_an_event_that_never_reaches_a_function_becomes_a_dead_letter(
    template: dict[str, Any], function: str
) -> None:
    (rule,) = template["Resources"][function]["Properties"]["Events"].values()
    assert rule["Properties"]["DeadLetterConfig"] == {"Arn": DEAD_LETTERS}
    assert rule["Properties"]["RetryPolicy"]["MaximumRetryAttempts"] > 0


def test_the_rules_may_write_to_the_dead_letters(template: dict[str, Any]) -> None:
    policy = template["Resources"]["DeadLettersPolicy"]["Properties"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert policy["Queues"] == [{"Ref": "DeadLetters"}]
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert "rule/${AWS::StackName}-*" in statement["Condition"]["ArnLike"]["aws:SourceArn"]["Fn::Sub"]


def test_each_function_has_a_role_of_its_own(template: dict[str, Any]) -> None:
    roles = [resource["Properties"]["Role"]["Fn::GetAtt"][0] for resource in _functions(template)]
    assert len(set(roles)) == len(roles) >= len(EVENT_FUNCTIONS)


def test_a_role_s_permissions_come_from_the_mapping_that_ships(template: dict[str, Any]) -> None:
    policy = template["Resources"]["SweepRole"]["Properties"]["Policies"][0]["PolicyDocument"]
    (update,) = [one for one in policy["Statement"] if one["Action"] == ["ecs:UpdateService"]]
    (service,) = update["Resource"]
    assert service["Fn::Sub"].endswith(":service/production/shop-api")


def test_every_function_is_given_the_whole_environment_of_the_contract(api_template: dict[str, Any]) -> None:
    assert set(api_template["Globals"]["Function"]["Environment"]["Variables"]) == CONTRACT


def test_every_parameter_has_a_default_that_works(api_template: dict[str, Any]) -> None:
    assert [name for name, one in api_template["Parameters"].items() if "Default" not in one] == []


def test_functions_are_deployed_under_their_name_in_app_py(template: dict[str, Any]) -> None:
    for resource, name in EVENT_FUNCTIONS.items():
        properties = template["Resources"][resource]["Properties"]
        assert properties["Handler"] == f"app.{name}"
        assert properties["FunctionName"] == {"Fn::Sub": f"${{AWS::StackName}}-{name}"}


def test_logs_are_kept_for_a_time_and_no_longer(template: dict[str, Any]) -> None:
    groups = [one for one in template["Resources"].values() if one["Type"] == "AWS::Logs::LogGroup"]
    assert [one["Properties"]["RetentionInDays"] for one in groups] == [30] * len(list(_functions(template)))


def test_the_table_outlives_the_stack_and_can_be_restored_to_any_moment(template: dict[str, Any]) -> None:
    table = template["Resources"]["Table"]
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_production_runs_on_arm_and_the_local_stage_on_what_is_asked_for(
    package: Package, project: Path, mapping: Path
) -> None:
    assert "- arm64" in package.template.read_text()
    local = build(Order(mapping, "local", "x86_64", project)).template.read_text()
    assert "- x86_64" in local
    assert "- arm64" not in local


def test_the_yaml_has_no_aliases_since_cloudformation_refuses_them(package: Package) -> None:
    assert "&id" not in package.template.read_text()


def _functions(template: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (one for one in template["Resources"].values() if one["Type"] == "AWS::Serverless::Function")
