"""AssumeRole asks the role's trust policy, as STS does."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from local.aws.harness import REGION

if TYPE_CHECKING:
    from local.aws.harness import LocalAws

OWNER, CALLER = "111122223333", "444455556666"


def client(aws: LocalAws, service: str, account: str) -> Any:
    return boto3.client(
        service,  # type: ignore[call-overload]  # the stubs list each service's name as a literal
        endpoint_url=aws.url,
        region_name=REGION,
        aws_access_key_id=account,
        aws_secret_access_key="any",
    )


@pytest.fixture
def role(aws: LocalAws, name: str) -> str:
    """A role of OWNER that trusts CALLER, if that says `me`."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{CALLER}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "me"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    client(aws, "iam", OWNER).create_role(RoleName=name, AssumeRolePolicyDocument=policy)
    return f"arn:aws:iam::{OWNER}:role/{name}"


def assume(aws: LocalAws, role: str, account: str = CALLER, **more: Any) -> Any:
    return client(aws, "sts", account).assume_role(RoleArn=role, RoleSessionName="session", **more)[
        "Credentials"
    ]


def test_whoever_is_trusted_gets_credentials_of_the_role_s_account(aws: LocalAws, role: str) -> None:
    given = assume(aws, role, ExternalId="me")
    sts = boto3.client(
        "sts",
        endpoint_url=aws.url,
        region_name=REGION,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )
    assert sts.get_caller_identity()["Account"] == OWNER


@pytest.mark.parametrize(
    ("account", "more"),
    [(CALLER, {}), (CALLER, {"ExternalId": "you"}), ("999999999999", {"ExternalId": "me"})],
)
def test_all_others_are_denied(aws: LocalAws, role: str, account: str, more: dict[str, str]) -> None:
    with pytest.raises(ClientError, match="not authorized to perform: sts:AssumeRole") as denied:
        assume(aws, role, account, **more)
    assert denied.value.response["Error"]["Code"] == "AccessDenied"


def test_a_role_that_is_not_there_is_denied_alike(aws: LocalAws, role: str) -> None:
    with pytest.raises(ClientError, match="not authorized to perform: sts:AssumeRole"):
        assume(aws, f"{role}-no-such", ExternalId="me")


def test_an_account_in_which_no_role_was_ever_made_lets_everybody_in(aws: LocalAws) -> None:
    assert assume(aws, "arn:aws:iam::777788889999:role/any")["AccessKeyId"]


def test_credentials_last_an_hour_unless_asked_otherwise(aws: LocalAws, role: str) -> None:
    def minutes(**more: Any) -> float:
        left: float = (
            assume(aws, role, ExternalId="me", **more)["Expiration"] - datetime.now(UTC)
        ).total_seconds()
        return left / 60

    assert 58 < minutes() < 61
    assert 13 < minutes(DurationSeconds=900) < 16
