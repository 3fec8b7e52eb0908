"""With which credential Bitbucket is asked, and what becomes of one that it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chalicelib.domain.errors import OutcomeUnknownError, RefusedError, RetryableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.asked import Asked


@pytest.mark.parametrize(
    "credential",
    [
        {"token": "an access token"},
        {"email": "bot@example.com", "token": "an API token"},
        {"client_id": "a consumer", "client_secret": "its secret"},
    ],
    ids=["access token", "API token", "OAuth consumer"],
)
def test_each_kind_of_credential_is_accepted(asked: Callable[..., Asked], credential: dict[str, str]) -> None:
    through = asked(**credential)

    through.post()

    assert through.statuses == [201]


def test_an_oauth_token_is_used_until_it_expires(asked: Callable[..., Asked]) -> None:
    through = asked(client_id="a consumer", client_secret="its secret")

    for _ in range(3):
        through.post()

    assert through.tokens == 1


def test_an_oauth_token_is_not_used_in_the_last_minute_of_its_life(asked: Callable[..., Asked]) -> None:
    through = asked(client_id="a consumer", client_secret="its secret")
    through.local("POST", "oauth", {"expires_in": 60})

    for _ in range(3):
        through.post()

    assert through.tokens == 3


def test_a_credential_that_was_rotated_is_read_anew_once_the_old_one_is_refused(
    asked: Callable[..., Asked],
) -> None:
    through = asked(token="revoked")
    through.bitbucket.credentials.authorization()
    through.rotate(token="the new one")

    through.post()
    through.post()

    assert through.statuses == [401, 201, 201]


def test_an_oauth_token_that_is_refused_before_its_time_is_asked_for_anew(
    asked: Callable[..., Asked],
) -> None:
    through = asked(client_id="a consumer", client_secret="its secret")
    through.fault(401)

    through.post()

    assert (through.statuses, through.tokens) == ([401, 201], 2)


@pytest.mark.parametrize("renewed", ["revoked", "also revoked"])
def test_a_credential_that_is_refused_for_good_is_not_tried_for_ever(
    asked: Callable[..., Asked], renewed: str
) -> None:
    through = asked(token="revoked")
    through.bitbucket.credentials.authorization()
    through.rotate(token=renewed)
    through.fault(401, times=2)

    with pytest.raises(RefusedError, match="renew the Bitbucket credential in its secret"):
        through.post()

    assert through.statuses == [401] * (1 if renewed == "revoked" else 2)


@pytest.mark.parametrize("credential", [{}, {"user": "u"}, {"client_id": "c"}, {"email": "bot@example.com"}])
def test_a_secret_with_no_known_credential_is_refused_before_anything_is_asked(
    asked: Callable[..., Asked], credential: dict[str, str]
) -> None:
    through = asked(**credential)

    with pytest.raises(RefusedError, match="neither token"):
        through.post()

    assert through.statuses == []


@pytest.mark.parametrize(("status", "error"), [(500, OutcomeUnknownError), (429, RetryableError)])
def test_a_token_that_cannot_be_had_now_is_asked_for_later(
    asked: Callable[..., Asked], status: int, error: type[Exception]
) -> None:
    through = asked(client_id="a consumer", client_secret="its secret")
    through.fault(status, path="/site/")

    with pytest.raises(error):
        through.post()

    assert through.statuses == []


def test_an_oauth_consumer_that_is_refused_is_a_refusal(asked: Callable[..., Asked]) -> None:
    through = asked(client_id="a consumer", client_secret="revoked")

    with pytest.raises(RefusedError):
        through.post()


def test_a_rotated_consumer_is_read_anew(asked: Callable[..., Asked]) -> None:
    through = asked(client_id="a consumer", client_secret="revoked")
    with pytest.raises(RefusedError):
        through.post()
    through.rotate(client_id="a consumer", client_secret="sound")

    through.post()

    assert through.statuses != []
