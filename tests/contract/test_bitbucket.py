"""What Bitbucket's refusals and faults become, and how often it is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

from chalicelib.adapters.http import Http
from chalicelib.domain.errors import OutcomeUnknownError, RefusedError, RetryableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.asked import Asked

CANARY = "c4n4ry-credential"
SOON = urllib3.PoolManager(timeout=urllib3.Timeout(connect=0.3, read=0.3), retries=False)


@pytest.mark.parametrize("status", [400, 403, 404, 410, 422])
def test_a_refusal_is_final(asked: Callable[..., Asked], status: int) -> None:
    through = asked(token="t")
    through.fault(status)

    with pytest.raises(RefusedError, match=f"{status} A fault was ordered"):
        through.post()

    assert through.statuses == [status]


def test_a_credential_without_the_scope_is_refused_with_bitbucket_s_own_words(
    asked: Callable[..., Asked],
) -> None:
    with pytest.raises(RefusedError, match="403 Your credentials lack one or more required privilege scopes"):
        asked(token="forbidden").post()


@pytest.mark.parametrize(
    ("after", "least", "most"),
    [
        ("120", 120, 120),
        (lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True), 80, 90),
        ("Fri, 01 Jan 2021 00:00:00 GMT", 0, 0),
    ],
    ids=["seconds", "a date", "a date in the past"],
)
def test_too_many_requests_are_retried_when_bitbucket_says(
    asked: Callable[..., Asked], after: Any, least: float, most: float
) -> None:
    through = asked(token="t")
    through.fault(429, headers={"Retry-After": after() if callable(after) else after})

    with pytest.raises(RetryableError) as raised:
        through.post()

    assert not isinstance(raised.value, OutcomeUnknownError)
    assert raised.value.retry_after is not None
    assert least <= raised.value.retry_after <= most
    assert through.statuses == [429], "it was repeated at once"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_after_a_server_s_error_nobody_knows_whether_the_status_was_taken(
    asked: Callable[..., Asked], status: int
) -> None:
    through = asked(token="t")
    through.fault(status, headers={"Retry-After": "7"})

    with pytest.raises(OutcomeUnknownError, match=str(status)) as raised:
        through.post()

    assert raised.value.retry_after == 7
    assert through.statuses == [status]


def test_a_connection_that_is_cut_leaves_the_outcome_unknown(asked: Callable[..., Asked]) -> None:
    through = asked(token="t")
    through.fault(0)

    with pytest.raises(OutcomeUnknownError, match="no answer"):
        through.post()


def test_an_answer_that_takes_too_long_leaves_the_outcome_unknown(asked: Callable[..., Asked]) -> None:
    through = asked(Http(SOON), token="t")
    through.fault(None, delay_seconds=0.6)

    with pytest.raises(OutcomeUnknownError, match="no answer"):
        through.post()


def test_a_commit_is_asked_for_with_a_retryable_fault_too(asked: Callable[..., Asked]) -> None:
    through = asked(token="t")
    through.fault(429)

    with pytest.raises(RetryableError):
        through.bitbucket.full_commit("acme/shop", "abcdef1")


@pytest.mark.parametrize(
    "credential",
    [
        {"token": CANARY},
        {"email": "bot@example.com", "token": CANARY},
        {"client_id": "a consumer", "client_secret": CANARY},
    ],
    ids=["access token", "API token", "OAuth consumer"],
)
@pytest.mark.parametrize("status", [0, 401, 403, 429, 500])
def test_no_credential_is_in_an_error_s_text(
    asked: Callable[..., Asked], credential: dict[str, str], status: int
) -> None:
    through = asked(**credential)
    through.fault(status, times=2)

    with pytest.raises((RefusedError, RetryableError)) as raised:
        through.post()

    sent = through.bitbucket.credentials.authorization()
    for secret in (CANARY, sent, sent.partition(" ")[2]):
        assert secret not in str(raised.value)
    assert raised.value.__cause__ is None
