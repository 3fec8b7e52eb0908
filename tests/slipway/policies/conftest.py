"""Evaluates policies as IAM does, as far as ours go: Allow statements with wildcards and conditions."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import pytest

from slipway.policies.documents import documents

if TYPE_CHECKING:
    from collections.abc import Callable

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

MAPPING: dict[str, Any] = {
    "version": 1,
    "services": {
        "shop-api-production": {
            "image": {"repository": "shop/api"},
            "ecs": {"cluster": "production", "service": "shop-api"},
            "bitbucket": {"repository": "acme/shop-api"},
        },
        "shop-web-production": {
            "image": {
                "repository": "shop/web",
                "registry": "210987654321.dkr.ecr.us-east-1.amazonaws.com",
            },
            "ecs": {"cluster": "production", "service": "shop-web", "region": "us-east-1"},
            "bitbucket": {"repository": "acme/shop-web"},
        },
        "shop-api-abroad": {
            "image": {"repository": "shop/api"},
            "ecs": {
                "cluster": "abroad",
                "service": "shop-api",
                "role_arn": "arn:aws:iam::210987654321:role/slipway",
                "external_id": "shop",
            },
            "bitbucket": {"repository": "acme/shop-api"},
        },
    },
}


@pytest.fixture
def mapping() -> dict[str, Any]:
    return MAPPING


@pytest.fixture
def may() -> Callable[..., bool]:
    """`may(function, action, resource, context={}, document=None)`."""

    def ask(
        function: str,
        action: str,
        resource: str,
        context: dict[str, str] | None = None,
        document: dict[str, Any] | None = None,
    ) -> bool:
        statements = (document or documents(MAPPING)[function])["Statement"]
        return any(_covers(statement, action, resource, context or {}) for statement in statements)

    return ask


def _covers(statement: dict[str, Any], action: str, resource: str, context: dict[str, str]) -> bool:
    tests = [test for tests in statement.get("Condition", {}).values() for test in tests.items()]
    return (
        action in statement["Action"]
        and any(fnmatchcase(resource, _resolved(pattern)) for pattern in statement["Resource"])
        and all(_holds(key, wanted, context) for key, wanted in tests)
    )


def _holds(key: str, wanted: Any, context: dict[str, str]) -> bool:
    values = wanted if isinstance(wanted, list) else [wanted]
    return key in context and any(fnmatchcase(context[key], _resolved(value)) for value in values)


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
