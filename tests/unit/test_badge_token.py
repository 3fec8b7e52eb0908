"""The token that shows one private badge and nothing else."""

from __future__ import annotations

import hashlib
import hmac
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.badge_token import TOKEN_LENGTH, token, token_matches

KEY = b"0123456789abcdef0123456789abcdef"
OTHER_KEY = b"0123456789abcdef0123456789abcdeF"
GOOD = token(KEY, "shop-api")


def test_a_token_may_stand_in_a_url_as_it_is() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", GOOD)


def test_a_token_stays_the_same_for_badges_stand_in_readmes() -> None:
    assert token(KEY, "shop-api") == "3yNB0qCg1D_XSuyiz5oHbjojzc4ZPb5x"


def test_a_token_matches_its_service() -> None:
    assert token_matches(KEY, "shop-api", GOOD)


@pytest.mark.parametrize("service", ["shop-ap", "shop-api2", "Shop-api", "", "shop-api\x00", "web"])
def test_a_token_matches_no_other_service(service: str) -> None:
    assert not token_matches(KEY, service, GOOD)


def test_a_token_of_another_key_does_not_match() -> None:
    assert not token_matches(OTHER_KEY, "shop-api", GOOD)


def test_what_the_same_key_signs_for_another_purpose_is_no_token() -> None:
    signature = hmac.digest(KEY, b"shop-api", hashlib.sha256).hex()

    assert not token_matches(KEY, "shop-api", signature[:TOKEN_LENGTH])


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        " ",
        GOOD[:-1],
        GOOD + "A",
        GOOD + "=",
        f" {GOOD}",
        f"{GOOD}\n",
        GOOD.swapcase(),
        "é" * TOKEN_LENGTH,
        "\ud800" * TOKEN_LENGTH,
        "\x00" * TOKEN_LENGTH,
        GOOD * 100_000,
    ],
)
def test_what_is_no_token_does_not_match(given: str | None) -> None:
    assert not token_matches(KEY, "shop-api", given)


@given(st.integers(0, TOKEN_LENGTH - 1), st.characters(codec="ascii"))
def test_a_token_with_any_one_character_changed_does_not_match(place: int, character: str) -> None:
    changed = f"{GOOD[:place]}{character}{GOOD[place + 1 :]}"

    assert token_matches(KEY, "shop-api", changed) == (changed == GOOD)


@pytest.mark.parametrize("short", [b"", b"k" * 31])
def test_a_key_that_could_be_guessed_signs_nothing(short: bytes) -> None:
    with pytest.raises(ValueError, match="make a longer secret"):
        token(short, "shop-api")
    with pytest.raises(ValueError, match="make a longer secret"):
        token_matches(short, "shop-api", None)


@pytest.mark.parametrize("service", ["", "..", "%2e%2e", "<script>", "東京", "\ud800", "\x00", "n" * 10_000])
def test_any_name_that_may_be_asked_for_has_a_token(service: str) -> None:
    assert token_matches(KEY, service, token(KEY, service))
