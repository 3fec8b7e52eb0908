"""AWS's errors as ours, by what has to happen next."""

from __future__ import annotations

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)

from chalicelib.adapters.aws import errors_of, patiently
from chalicelib.domain.errors import OutcomeUnknownError, RefusedError, RetryableError

URL = "https://ecs.eu-west-1.amazonaws.com"


def answered(code: str, status: int = 400, message: str = "no") -> ClientError:
    response = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "UpdateService")  # type: ignore[arg-type]  # AWS sends more than is read here


@pytest.mark.parametrize(
    ("raised", "becomes"),
    [
        (answered("ThrottlingException"), RetryableError),
        (answered("Throttling", 503), RetryableError),
        (answered("RequestLimitExceeded", 503), RetryableError),
        (answered("ProvisionedThroughputExceededException"), RetryableError),
        (answered("TooManyRequestsException", 429), RetryableError),
        (answered("TransactionConflictException"), RetryableError),
        (answered("TransactionCanceledException"), RetryableError),
        (answered("ServerException", 500), OutcomeUnknownError),
        (answered("ServerException"), OutcomeUnknownError),
        (answered("InternalServerError", 500), OutcomeUnknownError),
        (answered("", 502), OutcomeUnknownError),
        (answered("AccessDeniedException"), RefusedError),
        (answered("ServiceNotFoundException"), RefusedError),
        (answered("InvalidParameterException"), RefusedError),
        (EndpointConnectionError(endpoint_url=URL), RetryableError),
        (ConnectTimeoutError(endpoint_url=URL), RetryableError),
        (ReadTimeoutError(endpoint_url=URL), OutcomeUnknownError),
        (NoCredentialsError(), OutcomeUnknownError),
        (ParamValidationError(report="environment[0].value is a secret"), RefusedError),
    ],
    ids=lambda value: str(value)[:60],
)
def test_each_error_becomes_what_it_asks_for(raised: Exception, becomes: type[Exception]) -> None:
    with pytest.raises(becomes) as told, errors_of("ecs:UpdateService of web"):
        raise raised

    assert type(told.value) is becomes
    assert str(told.value).startswith("ecs:UpdateService of web: ")
    assert "secret" not in str(told.value)


def test_a_missing_permission_says_what_to_do() -> None:
    with pytest.raises(RefusedError, match="grant it to the function's role"), errors_of("ecs:X of web"):
        raise answered("AccessDeniedException", 400, "User is not authorized to perform ecs:UpdateService")


def test_a_long_message_is_cut() -> None:
    with pytest.raises(RefusedError) as told, errors_of("ecs:X of web"):
        raise answered("ClientException", 400, "x" * 10_000)

    assert len(str(told.value)) < 400


def test_the_sdk_s_own_exception_is_not_chained() -> None:
    with pytest.raises(RefusedError) as told, errors_of("ecs:X of web"):
        raise answered("ClientException")

    assert told.value.__suppress_context__


def test_an_error_of_our_own_passes_as_it_is() -> None:
    ours = RefusedError("no")

    with pytest.raises(RefusedError) as told, errors_of("ecs:X of web"):
        raise ours

    assert told.value is ours


def test_a_call_is_repeated_while_its_error_says_so() -> None:
    answers: list[object] = [answered("ThrottlingException"), answered("ThrottlingException"), "done"]

    assert patiently(lambda: _give(answers), lambda _: True, (0, 0, 0)) == "done"


def test_a_call_is_repeated_as_often_as_there_are_pauses() -> None:
    calls: list[object] = [answered("ThrottlingException") for _ in range(9)]

    with pytest.raises(ClientError):
        patiently(lambda: _give(calls), lambda _: True, (0, 0))

    assert len(calls) == 9 - 3


def test_a_call_that_may_not_be_repeated_is_not() -> None:
    calls: list[object] = [answered("ServerException") for _ in range(9)]

    with pytest.raises(ClientError):
        patiently(lambda: _give(calls), lambda _: False, (0, 0))

    assert len(calls) == 9 - 1


def _give(answers: list[object]) -> object:
    given = answers.pop(0)
    if isinstance(given, Exception):
        raise given
    return given
