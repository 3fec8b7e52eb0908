"""What a commit's status says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import commit, deployment, digest, later, mapped, wish
from chalicelib.domain.deployment import Change
from chalicelib.domain.ledger import Entry
from chalicelib.domain.lifecycle import COMMIT_STATES, State
from chalicelib.domain.report import (
    MAX_DESCRIPTION,
    MAX_KEY,
    CommitStatus,
    describe,
    status_key,
    status_of,
)
from fakes.clock import NOON

if TYPE_CHECKING:
    from chalicelib.domain.deployment import Deployment

NAMES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,62}", fullmatch=True)


def in_state(state: State, reason: str = "so be it", tag: str | None = "v2") -> Deployment:
    one = deployment(wish(tag))
    return replace(one, history=(*one.history, Change(state, later(), reason)))


@pytest.mark.parametrize(
    ("service", "key"),
    [
        ("web", "slipway-web"),
        ("a" * 32, f"slipway-{'a' * 32}"),
        ("a" * 33, f"slipway-{'a' * 19}-852785c805c7"),
    ],
)
def test_a_key_is_readable_where_it_fits_and_never_too_long(service: str, key: str) -> None:
    assert status_key(service) == key
    assert len(key) <= MAX_KEY


@given(st.sets(NAMES, max_size=8))
def test_every_service_has_a_key_of_its_own(services: set[str]) -> None:
    keys = {status_key(one) for one in services}

    assert len(keys) == len(services)
    assert all(len(key) <= MAX_KEY for key in keys)


def test_long_names_that_differ_at_their_end_only_have_two_keys() -> None:
    assert status_key("a" * 62 + "b") != status_key("a" * 62 + "c")


def test_a_key_stays_the_same_for_good() -> None:
    assert status_key("shop-api-production-eu-west-1-blue") == "slipway-shop-api-production-e130a1f30e85"


SAYS = {
    State.REQUESTED: "v2 waits to be deployed to production/web",
    State.HELD: "v2 is held back from production/web: so be it",
    State.DEPLOYING: "v2 is rolling out on production/web",
    State.SUCCEEDED: "v2 is deployed on production/web: so be it",
    State.UNCHANGED: "v2 is deployed on production/web: so be it",
    State.FAILED: "v2 failed on production/web: so be it",
    State.TIMED_OUT: "v2 has not come up on production/web in time: so be it",
    State.REFUSED: "v2 was not deployed to production/web: so be it",
    State.SUPERSEDED: "v2 gave way on production/web: so be it",
    State.STOPPED: "v2 was stopped on production/web: so be it",
}


@pytest.mark.parametrize("state", State)
def test_every_state_is_said_in_words(state: State) -> None:
    assert describe(in_state(state), mapped()) == SAYS[state]


def test_an_image_without_a_tag_is_called_by_its_digest() -> None:
    says = describe(in_state(State.DEPLOYING, tag=None), mapped())

    assert says == f"{digest('v2')[7:19]} is rolling out on production/web"


@given(st.sampled_from(State), st.text(max_size=600))
def test_a_description_is_never_too_long(state: State, reason: str) -> None:
    assert len(describe(in_state(state, reason), mapped())) <= MAX_DESCRIPTION


@pytest.mark.parametrize(("surplus", "cut"), [(0, False), (1, True)])
def test_a_description_that_was_cut_shows_it(surplus: int, *, cut: bool) -> None:
    room = MAX_DESCRIPTION - len(SAYS[State.FAILED].removesuffix("so be it"))

    says = describe(in_state(State.FAILED, "x" * (room + surplus)), mapped())

    assert len(says) == MAX_DESCRIPTION
    assert says.endswith("…") is cut


def test_braces_in_a_reason_are_words_like_any_other() -> None:
    assert describe(in_state(State.FAILED, "{image} {0}"), mapped()).endswith(": {image} {0}")


@pytest.mark.parametrize("state", State)
def test_a_status_is_what_bitbucket_takes(state: State) -> None:
    entry = Entry("acme/shop-api", commit("v2"), "web.1", state, "words", next_at=NOON)

    assert status_of(entry, "web", "https://slipway.test/1") == CommitStatus(
        key="slipway-web",
        state=COMMIT_STATES[state],
        name="Deploy web",
        description="words",
        url="https://slipway.test/1",
    )
