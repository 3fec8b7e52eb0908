"""A secret is read from Secrets Manager at most once in five minutes, unless it is asked for afresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chalicelib.adapters.secrets import JsonSecret
from chalicelib.domain.errors import RetryableError

if TYPE_CHECKING:
    from local_stack import LocalAws


def test_a_secret_is_remembered_until_it_is_asked_for_afresh(home: LocalAws, name: str) -> None:
    manager = home.client("secretsmanager")
    manager.create_secret(Name=name, SecretString='{"token": "old", "number": 7}')
    first = JsonSecret(name).read()
    manager.put_secret_value(SecretId=name, SecretString='{"token": "new"}')

    assert first == {"token": "old", "number": "7"}
    assert JsonSecret(name).read() == first
    assert JsonSecret(name).read(fresh=True) == JsonSecret(name).read() == {"token": "new"}


def test_secrets_manager_being_down_costs_two_attempts_and_no_more(home: LocalAws, name: str) -> None:
    home.client("secretsmanager").create_secret(Name=name, SecretString='{"token": "any"}')
    home.local("DELETE", "calls")
    home.fault("secretsmanager", "GetSecretValue", "InternalServiceError", times=9)

    with pytest.raises(RetryableError, match=name):
        JsonSecret(name).read()

    home.local("DELETE", "faults")
    assert home.calls("in-process") == ["secretsmanager:GetSecretValue"] * 2


def test_one_failure_of_secrets_manager_goes_unnoticed(home: LocalAws, name: str) -> None:
    home.client("secretsmanager").create_secret(Name=name, SecretString='{"token": "any"}')
    home.fault("secretsmanager", "GetSecretValue", "InternalServiceError")

    assert JsonSecret(name).read() == {"token": "any"}


@pytest.mark.parametrize("content", [None, "c4n4ry", '["c4n4ry"]'], ids=["missing", "no JSON", "no object"])
def test_a_secret_that_cannot_be_used_is_a_passing_fault_that_tells_its_name_alone(
    home: LocalAws, name: str, content: str | None
) -> None:
    if content is not None:
        home.client("secretsmanager").create_secret(Name=name, SecretString=content)

    with pytest.raises(RetryableError, match=name) as raised:
        JsonSecret(name).read()

    assert "c4n4ry" not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
