"""Whose token it is, by a secret that is read seldom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import pytest

from chalicelib.adapters.operators import SecretOperators
from chalicelib.domain.errors import RetryableError
from fakes.clock import FakeClock
from fakes.telemetry import FakeTelemetry

TOKEN = "VvzQsbVtDMlq1RZsm0bdLIlzUFgzLSnHMxyXiXG2pXc"


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@dataclass
class Secret:
    """`entries` of None cannot be read."""

    entries: Mapping[str, str] | None
    reads: int = 0
    clock: FakeClock = field(default_factory=FakeClock)

    def read(self) -> Mapping[str, str]:
        self.reads += 1
        if self.entries is None:
            raise RetryableError("the secret cannot be read")
        return self.entries

    def operators(self) -> SecretOperators:
        return SecretOperators(self.read, self.clock, FakeTelemetry())


@pytest.mark.parametrize("name", ["alice", "carol"])
def test_a_token_is_its_operator_s_wherever_in_the_secret(name: str) -> None:
    entries = {"alice": hashed("t1"), "bob": hashed("t2"), "carol": hashed("t3")} | {name: hashed(TOKEN)}

    assert Secret(entries).operators().named(TOKEN) == name


def test_a_hash_may_be_in_capitals() -> None:
    assert Secret({"alice": hashed(TOKEN).upper()}).operators().named(TOKEN) == "alice"


@pytest.mark.parametrize("token", ["", TOKEN[:-1], f"{TOKEN}x", TOKEN.lower(), hashed(TOKEN), "alice"])
def test_any_other_token_is_nobody_s(token: str) -> None:
    assert Secret({"alice": hashed(TOKEN)}).operators().named(token) is None


@pytest.mark.parametrize(
    "entries",
    [
        {},
        {"alice": ""},
        {"alice": TOKEN},
        {"alice": hashed(TOKEN)[:-1]},
        {"alice": f"{hashed(TOKEN)}\n"},
        {"alice": f"{hashed(TOKEN)}\u00e9"},
        {"alice": hashed(TOKEN)[:-1] + ("0" if hashed(TOKEN)[-1] != "0" else "1")},
        {"alice": f"{{'sha256': '{hashed(TOKEN)}'}}"},
        {"a\nb": hashed(TOKEN)},
        {"": hashed(TOKEN)},
    ],
)
def test_a_malformed_entry_is_nobody_s_and_spoils_no_other(entries: dict[str, str]) -> None:
    operators = Secret({**entries, "bob": hashed("t2")}).operators()

    assert operators.named(TOKEN) is None
    assert operators.named("t2") == "bob"


def test_known_tokens_cost_one_read_a_minute() -> None:
    secret = Secret({"alice": hashed(TOKEN)})
    operators = secret.operators()

    for _ in range(120):
        assert operators.named(TOKEN) == "alice"
        secret.clock.pass_(seconds=1)

    assert secret.reads == 2


def test_made_up_tokens_cost_one_read_in_ten_seconds() -> None:
    secret = Secret({"alice": hashed(TOKEN)})
    operators = secret.operators()

    for at in range(60):
        assert operators.named(f"made-up-{at}") is None
        secret.clock.pass_(seconds=1)

    assert secret.reads == 6


def test_a_new_operator_is_known_within_ten_seconds() -> None:
    secret = Secret({"alice": hashed(TOKEN)})
    operators = secret.operators()
    assert operators.named(TOKEN) == "alice"
    secret.entries = {"alice": hashed(TOKEN), "bob": hashed("t2")}
    assert operators.named("t2") is None

    secret.clock.pass_(seconds=10)

    assert operators.named("t2") == "bob"


def test_one_who_was_removed_is_unknown_within_a_minute() -> None:
    secret = Secret({"alice": hashed(TOKEN)})
    operators = secret.operators()
    assert operators.named(TOKEN) == "alice"
    secret.entries = {}

    secret.clock.pass_(seconds=60)

    assert operators.named(TOKEN) is None


def test_an_outage_is_bridged_for_five_minutes_and_then_nobody_is_known() -> None:
    secret = Secret({"alice": hashed(TOKEN)})
    operators = secret.operators()
    assert operators.named(TOKEN) == "alice"
    secret.entries = None

    secret.clock.pass_(seconds=299)
    assert operators.named(TOKEN) == "alice"

    secret.clock.pass_(seconds=1)
    with pytest.raises(RetryableError, match="cannot be read"):
        operators.named(TOKEN)


def test_a_secret_that_cannot_be_read_is_tried_once_in_five_seconds() -> None:
    secret = Secret(None)
    operators = secret.operators()

    for _ in range(10):
        with pytest.raises(RetryableError):
            operators.named(TOKEN)
        secret.clock.pass_(seconds=1)

    assert secret.reads == 2
