"""Evaluates policies as IAM does, as far as ours go: Allow statements with wildcards and conditions."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = {
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::AccountId": "123456789012",
    "AWS::StackName": "slipway",
    "BitbucketSecret": "slipway/bitbucket",
    "OperatorsSecret": "slipway/operators",
    "BadgeSecret": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:BadgeSecret-1-a1B2c3",
    "Table.Arn": "arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-Table-1",
    "DeadLetters.Arn": "arn:aws:sqs:eu-west-1:123456789012:slipway-DeadLetters-1",
}


def allows(
    document: Mapping[str, Any], action: str, resource: str, context: Mapping[str, str] | None = None
) -> bool:
    """Whether any statement covers it; CloudFormation's functions stand for `NAMES`."""
    return any(_covers(one, action, resource, context or {}) for one in document["Statement"])


def _covers(statement: Mapping[str, Any], action: str, resource: str, context: Mapping[str, str]) -> bool:
    tests = [test for tests in statement.get("Condition", {}).values() for test in tests.items()]
    return (
        action in _listed(statement["Action"])
        and any(fnmatchcase(resource, _resolved(pattern)) for pattern in _listed(statement["Resource"]))
        and all(_holds(key, wanted, context) for key, wanted in tests)
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _holds(key: str, wanted: Any, context: Mapping[str, str]) -> bool:
    return key in context and any(fnmatchcase(context[key], _resolved(one)) for one in _listed(wanted))


def _resolved(value: Any) -> str:
    match value:
        case {"Fn::Sub": str(pattern)}:
            for name, text in NAMES.items():
                pattern = pattern.replace(f"${{{name}}}", text)
            return pattern
        case {"Ref": str(resource)}:
            return NAMES[resource]
        case {"Fn::GetAtt": [resource, attribute]}:
            return NAMES[f"{resource}.{attribute}"]
        case _:
            return str(value)
