"""The issuer's keys: asked for seldom, bridged for an hour while they cannot be had, then nobody is let in."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest
import urllib3
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm

from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.http import Http
from chalicelib.adapters.oidc import Oidc
from chalicelib.domain.errors import RetryableError, UnauthorisedError
from contract.issuer import AUDIENCE, KEY, NEXT_KEY, STRANGE_KEY, Issuer, issuing, keys
from fakes.telemetry import FakeTelemetry
from fakes.web import answer
from local_stack import Local
from slipway.local.bitbucket import RunningBitbucket
from slipway.local.bitbucket.keys import SigningKey

WEAK = SigningKey(rsa.generate_private_key(65537, 1024), "weak")  # noqa: S505  weak on purpose
OUTAGES = {
    "500": answer(500),
    "401": answer(401),
    "404": answer(404),
    "429": answer(429, Retry_After="60"),
    "redirect": answer(302, Location="http://127.0.0.1:9/keys.json"),
    "cut": b"",
    "no HTTP": b"garbage\r\n\r\n",
    "no JSON": answer(body=b"<html>"),
    "no text": answer(body=b"\xff\xfe"),
    "a list": answer(body=b"[]"),
    "keys no list": answer(body=b'{"keys": 7}'),
    "no keys": answer(body=b'{"keys": []}'),
    "very deep": answer(body=b"[" * 50_000),
    "huge": answer(body=json.dumps({"keys": [KEY.jwk()], "more": "x" * 65_536}).encode()),
    "endless": answer(body=b" " * 2_000_000),
}


def published(**jwk: object) -> bytes:
    return answer(body=json.dumps({"keys": [{**KEY.jwk(), **jwk}]}).encode())


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuing() as made:
        yield made


def test_keys_are_asked_for_once_in_ten_minutes(issuer: Issuer) -> None:
    verifier = issuer.verifier()

    for _ in range(10):
        verifier.verify(issuer.token())
        issuer.clock.pass_(seconds=59)
    assert issuer.asked == 1

    issuer.clock.pass_(seconds=10)
    verifier.verify(issuer.token())
    assert issuer.asked == 2


def test_a_new_key_is_found_at_once() -> None:
    with issuing(keys(KEY), keys(KEY, NEXT_KEY)) as issuer:
        verifier = issuer.verifier()
        verifier.verify(issuer.token())
        issuer.clock.pass_(seconds=30)

        assert verifier.verify(issuer.token(key=NEXT_KEY))


def test_a_withdrawn_key_is_refused_once_the_keys_are_read_anew() -> None:
    with issuing(keys(KEY), keys(NEXT_KEY)) as issuer:
        verifier = issuer.verifier()
        verifier.verify(issuer.token())
        issuer.clock.pass_(minutes=10)

        with pytest.raises(UnauthorisedError, match="none of the issuer's"):
            verifier.verify(issuer.token())


def test_made_up_key_ids_make_it_ask_once_in_thirty_seconds(issuer: Issuer) -> None:
    verifier = issuer.verifier()

    for at in range(60):
        with pytest.raises(UnauthorisedError):
            verifier.verify(issuer.headed(kid=f"made-up-{at}"))
        issuer.clock.pass_(seconds=1)

    assert issuer.asked == 2


@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES)
def test_an_outage_is_bridged_for_an_hour_and_then_nobody_is_let_in(outage: bytes) -> None:
    with issuing(keys(KEY), outage) as issuer:
        verifier = issuer.verifier()
        verifier.verify(issuer.token())

        issuer.clock.pass_(minutes=59)
        assert verifier.verify(issuer.token())
        assert [line[0] for line in issuer.telemetry.lines] == ["warning"]

        issuer.clock.pass_(minutes=1)
        with pytest.raises(RetryableError, match=r"keys\.json"):
            verifier.verify(issuer.token())


@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES)
def test_without_any_keys_nobody_is_let_in_and_the_answer_is_the_usual_one(outage: bytes) -> None:
    with (
        issuing(outage) as issuer,
        pytest.raises(UnauthorisedError, match=r"^this request carries no credential that is known here$"),
    ):
        issuer.authorizer().authorise(f"Bearer {issuer.token()}")


def test_after_an_outage_the_keys_are_had_again() -> None:
    with issuing(answer(500), keys(KEY)) as issuer:
        verifier = issuer.verifier()
        with pytest.raises(RetryableError):
            verifier.verify(issuer.token())

        issuer.clock.pass_(seconds=5)
        assert verifier.verify(issuer.token())


def test_while_it_lasts_an_outage_is_asked_about_once_in_thirty_seconds() -> None:
    with issuing(keys(KEY), answer(500)) as issuer:
        verifier = issuer.verifier()
        verifier.verify(issuer.token())
        issuer.clock.pass_(minutes=10)

        for _ in range(60):
            assert verifier.verify(issuer.token())
            issuer.clock.pass_(seconds=1)

        assert issuer.asked == 3


def test_without_any_keys_it_asks_once_in_five_seconds() -> None:
    with issuing(answer(500)) as issuer:
        verifier = issuer.verifier()

        for _ in range(10):
            with pytest.raises(RetryableError):
                verifier.verify(issuer.token())
            issuer.clock.pass_(seconds=1)

        assert issuer.asked == 2


def test_an_issuer_that_does_not_answer_is_not_waited_for(issuer: Issuer) -> None:
    soon = Http(urllib3.PoolManager(timeout=urllib3.Timeout(connect=0.2, read=0.2), retries=False))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent_url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        verifier = Oidc(silent_url, AUDIENCE, soon, issuer.clock, issuer.telemetry)

        with pytest.raises(RetryableError, match="no answer"):
            verifier.verify(issuer.token(iss=silent_url))


@pytest.mark.parametrize(
    "jwk",
    [
        WEAK.jwk() | {"kid": KEY.kid},
        {"use": "enc"},
        {"alg": "PS256"},
        {"kid": 7},
        {"kid": None},
        {"kty": "oct", "k": "c2VjcmV0"},
        {"n": None},
        {"n": "!"},
        {"e": "AQ"},
        {"e": []},
        json.loads(ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()).public_key())),
    ],
    ids=["weak", "enc", "PS256", "kid 7", "no kid", "oct", "no n", "n !", "small e", "e no text", "EC"],
)
def test_a_key_that_is_no_strong_rsa_key_for_signatures_is_not_used(jwk: dict[str, object]) -> None:
    with (
        issuing(published(**jwk)) as issuer,
        pytest.raises(RetryableError, match="no key that could be used"),
    ):
        issuer.verifier().verify(issuer.token())


@pytest.mark.parametrize("left_out", ["use", "alg"])
def test_a_key_need_not_say_what_it_is_for(left_out: str) -> None:
    jwk = {name: value for name, value in KEY.jwk().items() if name != left_out}
    with issuing(answer(body=json.dumps({"keys": [jwk]}).encode())) as issuer:
        assert issuer.verifier().verify(issuer.token())


def test_one_key_that_cannot_be_used_does_not_spoil_the_others() -> None:
    both = {"keys": [None, {"kty": "RSA", "kid": "x"}, KEY.jwk(), STRANGE_KEY.jwk() | {"use": "enc"}]}
    with issuing(answer(body=json.dumps(both).encode())) as issuer:
        assert issuer.verifier().verify(issuer.token())


def test_a_published_private_key_is_used_as_a_public_one() -> None:
    numbers = KEY.private.private_numbers()
    with issuing(published(d=str(numbers.d), p="AQ")) as issuer:
        assert issuer.verifier().verify(issuer.token())


def test_a_token_of_the_stand_in_is_verified_with_the_stand_in_s_keys(stand_in: RunningBitbucket) -> None:
    made = Local(stand_in.url)("POST", "tokens", {"branchName": "release"})["token"]
    name = f"{stand_in.url}/2.0/workspaces/acme/pipelines-config/identity/oidc"

    claims = Oidc(name, "slipway", Http(), SystemClock(), FakeTelemetry()).verify(made)

    assert claims["branchName"] == "release"
