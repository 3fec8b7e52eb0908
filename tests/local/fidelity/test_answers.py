"""An answer's form against the SDK's model of its operation, in every protocol that the local AWS speaks."""

from __future__ import annotations

from typing import Any

import pytest

from local.fidelity.flaws import found
from slipway.local.fidelity import models
from slipway.local.fidelity.finding import Flaw, Kind


def query(operation: str, result: str) -> str:
    inner = f"<{operation}Result>{result}</{operation}Result><ResponseMetadata/>"
    return f'<{operation}Response xmlns="https://example.amazonaws.com/doc/">{inner}</{operation}Response>'


STACK = (
    "<StackName>s</StackName><CreationTime>2026-01-31T12:00:00Z</CreationTime><StackStatus>{}</StackStatus>"
)
RULE = {"Name": "n", "Arn": "a", "State": "ENABLED"}
TASK = {
    "taskArn": "a",
    "createdAt": 1.5,
    "version": 3,
    "lastStatus": "RUNNING",
    "enableExecuteCommand": False,
}
RIGHT: dict[str, tuple[str, Any]] = {
    "a structure, a list, a timestamp": ("ecs:DescribeTasks", {"tasks": [TASK], "failures": []}),
    "members by their names on the wire": ("lambda:GetPolicy", {"Policy": "{}", "RevisionId": "r"}),
    "no body where nothing is required": ("events:EnableRule", b""),
    "an attribute's union, its number a text": (
        "dynamodb:GetItem",
        {"Item": {"pk": {"S": "a"}, "n": {"N": "1"}}},
    ),
    "a blob": ("dynamodb:GetItem", {"Item": {"pk": {"B": "YWI="}}}),
    "a map": ("sqs:GetQueueAttributes", {"Attributes": {"QueueArn": "a"}}),
    "an enum's word": ("events:ListRules", {"Rules": [RULE]}),
    "the result in its wrapper": ("sts:GetCallerIdentity", query("GetCallerIdentity", "<Arn>a</Arn>")),
    "a list's members in XML": (
        "cloudformation:DescribeStacks",
        query("DescribeStacks", f"<Stacks><member>{STACK.format('CREATE_COMPLETE')}</member></Stacks>"),
    ),
    "an empty flattened list": ("s3:ListObjectsV2", "<ListBucketResult><Name>b</Name></ListBucketResult>"),
    "a flattened list": (
        "s3:ListObjectsV2",
        "<ListBucketResult><Contents><Key>k</Key><Size>1</Size></Contents></ListBucketResult>",
    ),
    "one member as the whole body": (
        "s3:GetPublicAccessBlock",
        "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>",
    ),
    "a payload without a form": ("lambda:Invoke", b"anything at all"),
}
WRONG: dict[str, tuple[str, Any, Flaw]] = {
    "an unknown member": (
        "ecs:DescribeTasks",
        {"tasks": [TASK | {"colour": "red"}]},
        Flaw(Kind.UNKNOWN, "tasks[].colour", "string"),
    ),
    "a required member left out": (
        "sqs:SendMessageBatch",
        {"Successful": []},
        Flaw(Kind.MISSING, "Failed"),
    ),
    "a text for an integer": (
        "ecs:DescribeTasks",
        {"tasks": [TASK | {"version": "3"}]},
        Flaw(Kind.TYPE, "tasks[].version", "string instead of long"),
    ),
    "a truth for an integer": (
        "ecs:DescribeTasks",
        {"tasks": [TASK | {"version": True}]},
        Flaw(Kind.TYPE, "tasks[].version", "boolean instead of long"),
    ),
    "an integer for a text": (
        "ecs:DescribeTasks",
        {"tasks": [TASK | {"cpu": 256}]},
        Flaw(Kind.TYPE, "tasks[].cpu", "integer instead of string"),
    ),
    "a text for a time": (
        "ecs:DescribeTasks",
        {"tasks": [TASK | {"createdAt": "2026-01-31T12:00:00Z"}]},
        Flaw(Kind.TYPE, "tasks[].createdAt", "string instead of timestamp"),
    ),
    "a structure for a list": (
        "ecs:DescribeTasks",
        {"tasks": TASK},
        Flaw(Kind.TYPE, "tasks", "structure instead of list"),
    ),
    "a list for a structure": (
        "events:ListRules",
        {"Rules": [[]]},
        Flaw(Kind.TYPE, "Rules[]", "list instead of structure"),
    ),
    "a list for a map": (
        "sqs:GetQueueAttributes",
        {"Attributes": []},
        Flaw(Kind.TYPE, "Attributes", "list instead of map"),
    ),
    "null": (
        "secretsmanager:GetSecretValue",
        {"ARN": None},
        Flaw(Kind.TYPE, "ARN", "null instead of string"),
    ),
    "no base64 for a blob": (
        "dynamodb:GetItem",
        {"Item": {"pk": {"B": "?"}}},
        Flaw(Kind.TYPE, "Item{}.B", "string instead of blob"),
    ),
    "a word that is not of the enum": (
        "events:ListRules",
        {"Rules": [RULE | {"State": "ON"}]},
        Flaw(Kind.ENUM, "Rules[].State", "'ON'"),
    ),
    "no JSON": ("ecs:DescribeTasks", b"oh", Flaw(Kind.UNREADABLE, "", "JSONDecodeError")),
    "no XML": ("sts:GetCallerIdentity", "<a", Flaw(Kind.UNREADABLE, "", "ParseError")),
    "a result outside its wrapper": (
        "sts:GetCallerIdentity",
        "<GetCallerIdentityResponse><Arn>a</Arn></GetCallerIdentityResponse>",
        Flaw(Kind.UNREADABLE, "GetCallerIdentityResult", "no such element below the root"),
    ),
    "an unknown element": (
        "sts:GetCallerIdentity",
        query("GetCallerIdentity", "<Who>a</Who>"),
        Flaw(Kind.UNKNOWN, "Who"),
    ),
    "an item under another name": (
        "cloudformation:DescribeStacks",
        query("DescribeStacks", f"<Stacks><item>{STACK.format('CREATE_COMPLETE')}</item></Stacks>"),
        Flaw(Kind.UNKNOWN, "Stacks.item", "an item must be called member"),
    ),
    "a required element left out": (
        "cloudformation:DescribeStacks",
        query("DescribeStacks", "<Stacks><member><StackName>s</StackName></member></Stacks>"),
        Flaw(Kind.MISSING, "Stacks[].StackStatus"),
    ),
    "an enum's word in XML": (
        "cloudformation:DescribeStacks",
        query("DescribeStacks", f"<Stacks><member>{STACK.format('DONE')}</member></Stacks>"),
        Flaw(Kind.ENUM, "Stacks[].StackStatus", "'DONE'"),
    ),
    "no number in XML": (
        "s3:ListObjectsV2",
        "<ListBucketResult><Contents><Size>big</Size></Contents></ListBucketResult>",
        Flaw(Kind.TYPE, "Contents[].Size", "a text that is no long"),
    ),
}


@pytest.mark.parametrize(("call", "body"), RIGHT.values(), ids=RIGHT)
def test_nothing_is_found_in_what_the_sdk_expects(call: str, body: Any) -> None:
    assert found(call, body) == []


@pytest.mark.parametrize(("call", "body", "flaw"), WRONG.values(), ids=WRONG)
def test_what_the_sdk_does_not_expect_is_found(call: str, body: Any, flaw: Flaw) -> None:
    assert flaw in found(call, body)


def test_every_flaw_is_told_once_however_many_items_have_it() -> None:
    body = {"Rules": [RULE | {"Who": "x"}, RULE | {"Who": "y"}]}
    assert found("events:ListRules", body) == [Flaw(Kind.UNKNOWN, "Rules[].Who", "string")]


def test_values_are_not_told() -> None:
    body = {"SecretString": {"token": "s3cret-value"}, "Other": "s3cret-value"}
    assert "s3cret" not in repr(found("secretsmanager:GetSecretValue", body))


def test_another_status_than_the_operations_own_is_found() -> None:
    assert found("lambda:CreateFunction", {}, 200) == [Flaw(Kind.STATUS, "", "200 instead of 201")]
    assert found("lambda:CreateFunction", {}, 201) == []


def test_cbor_is_read_as_json_is() -> None:
    # {"MetricAlarms": [], "Who": true} by RFC 8949.
    body = b"\xa2" + b"\x6cMetricAlarms" + b"\x80" + b"\x63Who" + b"\xf5"
    flaws = found("cloudwatch:DescribeAlarms", body, content_type="application/cbor")
    assert flaws == [Flaw(Kind.UNKNOWN, "Who", "boolean")]


def test_an_operation_that_the_sdk_does_not_know_is_not_compared() -> None:
    assert models.operation("ecs", "MakeCoffee") is None
    assert models.operation("nespresso", "MakeCoffee") is None
