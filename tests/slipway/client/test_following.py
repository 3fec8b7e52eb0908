from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from played_api import Played, busy, deployment, problem
from slipway.client import answers
from slipway.client.api import Api
from slipway.client.errors import ApiError
from slipway.client.following import Follower, GaveUpError, Seen

FIRST = answers.deployment(deployment("requested"))


@dataclass
class Clock:
    """Time passes only while somebody sleeps."""

    at: float = 0.0
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def follow(played: Played, clock: Clock, timeout: float = 600) -> list[Seen]:
    follower = Follower(Api.at(played.url, "t"), timeout, now=clock.now, sleep=clock.sleep)
    return list(follower.follow(FIRST))


def test_it_is_looked_at_every_three_seconds_until_it_ends(played: Played, clock: Clock) -> None:
    played.plays(deployment("deploying"), deployment("deploying"), deployment("succeeded"))
    looks = follow(played, clock)
    assert [one.deployment.state for one in looks] == ["requested", "deploying", "deploying", "succeeded"]
    assert [one.elapsed for one in looks] == [0, 3, 6, 9]
    assert clock.waits == [3, 3, 3]


def test_a_state_that_this_client_does_not_know_is_followed_further(played: Played, clock: Clock) -> None:
    played.plays(deployment("canary"), deployment("succeeded"))
    assert [one.deployment.state for one in follow(played, clock)][1:] == ["canary", "succeeded"]


def test_it_gives_up_once_the_time_is_up(played: Played, clock: Clock) -> None:
    played.plays(deployment("deploying"))
    with pytest.raises(GaveUpError, match="still deploying after 1 min"):
        follow(played, clock, timeout=60)
    assert clock.at == 60


def test_an_api_that_is_away_for_a_while_is_waited_for(played: Played, clock: Clock) -> None:
    played.plays(*[busy()] * 10, deployment("succeeded"))
    looks = follow(played, clock)
    assert looks[-1].deployment.state == "succeeded"
    assert [one.trouble is not None for one in looks] == [False, *[True] * 10, False]


def test_retry_after_spaces_the_looks_out(played: Played, clock: Clock) -> None:
    played.plays(busy(429, "20"), deployment("deploying"), deployment("succeeded"))
    follow(played, clock)
    assert clock.waits == [3, 20, 3]


def test_an_api_that_stays_away_ends_the_wait(played: Played, clock: Clock) -> None:
    played.plays(busy())
    with pytest.raises(ApiError):
        follow(played, clock)
    assert 180 < clock.at <= 186


def test_a_refusal_ends_the_wait_at_once(played: Played, clock: Clock) -> None:
    played.plays(problem(401, "Send a valid token.", "Unauthorized"))
    with pytest.raises(ApiError):
        follow(played, clock)
    assert len(played.asked) == 1
