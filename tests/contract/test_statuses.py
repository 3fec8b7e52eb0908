"""What every `CommitStatuses` does, the fake and Bitbucket's stand-in alike."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import pytest

from builders import commit
from chalicelib.adapters.bitbucket import Bitbucket
from chalicelib.adapters.bitbucket_credentials import Credentials
from chalicelib.adapters.http import Http
from chalicelib.adapters.secrets import JsonSecret
from chalicelib.domain.errors import RefusedError
from chalicelib.domain.lifecycle import CommitState
from chalicelib.domain.report import CommitStatus
from fakes.statuses import FakeStatuses
from local_stack import Local

if TYPE_CHECKING:
    from chalicelib.ports import CommitStatuses
    from local_stack import LocalAws
    from slipway.local.bitbucket import RunningBitbucket

ROLLING = CommitStatus(
    key="slipway-web",
    state=CommitState.INPROGRESS,
    name="Deploy web",
    description="v2 is rolling out on production/web — “é”",
    url="https://slipway.example.com/deployments/web.1",
)
DONE = replace(ROLLING, state=CommitState.SUCCESSFUL, description="v2 is deployed")


class World(Protocol):
    @property
    def statuses(self) -> CommitStatuses: ...

    def knows(self, repository: str, full: str) -> None:
        """Bitbucket has that commit."""
        ...

    def shown(self, repository: str, of: str) -> list[CommitStatus]:
        """The commit's statuses, one a key."""
        ...


@dataclass
class FakeWorld:
    statuses: FakeStatuses = field(default_factory=FakeStatuses)

    def knows(self, repository: str, full: str) -> None:
        del repository
        self.statuses.commits.add(full)

    def shown(self, repository: str, of: str) -> list[CommitStatus]:
        del repository
        return [status for (at, _), status in self.statuses.shown.items() if at == of]


@dataclass
class StandInWorld:
    statuses: Bitbucket
    local: Local

    def knows(self, repository: str, full: str) -> None:
        self.local("POST", "commits", {"repository": repository, "hash": full})

    def shown(self, repository: str, of: str) -> list[CommitStatus]:
        found = [
            one
            for one in self.local("GET", "statuses")
            if (one["repository"], one["commit"]) == (repository, of)
        ]
        return [_shown(one["key"], one["changes"][-1]) for one in found]


def _shown(key: str, change: dict[str, str]) -> CommitStatus:
    state = CommitState(change["state"])
    return CommitStatus(key, state, change["name"], change["description"], change["url"])


@pytest.fixture(params=["fake", "stand-in"])
def world(request: pytest.FixtureRequest, name: str) -> World:
    if request.param == "fake":
        return FakeWorld()
    home: LocalAws = request.getfixturevalue("home")
    server: RunningBitbucket = request.getfixturevalue("stand_in")
    home.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps({"token": "t"}))
    api, http = f"{server.url}/2.0", Http()
    return StandInWorld(Bitbucket(api, http, Credentials(JsonSecret(name), http, api)), Local(server.url))


@pytest.fixture
def repository(name: str) -> str:
    return f"acme/{name}"


def test_a_status_is_on_its_commit_once_it_was_posted(world: World, repository: str) -> None:
    world.statuses.post(repository, commit("v2"), ROLLING)

    assert world.shown(repository, commit("v2")) == [ROLLING]
    assert world.shown(repository, commit("v1")) == []


def test_a_second_status_of_a_key_takes_the_first_one_s_place(world: World, repository: str) -> None:
    for status in (ROLLING, ROLLING, DONE):
        world.statuses.post(repository, commit("v2"), status)

    assert world.shown(repository, commit("v2")) == [DONE]


def test_each_key_has_a_status_of_its_own(world: World, repository: str) -> None:
    other = replace(DONE, key="slipway-worker", name="Deploy worker")

    world.statuses.post(repository, commit("v2"), ROLLING)
    world.statuses.post(repository, commit("v2"), other)

    assert world.shown(repository, commit("v2")) == [ROLLING, other]


@pytest.mark.parametrize("state", list(CommitState))
def test_every_state_is_taken(world: World, repository: str, state: CommitState) -> None:
    world.statuses.post(repository, commit("v2"), replace(ROLLING, state=state))

    assert [one.state for one in world.shown(repository, commit("v2"))] == [state]


@pytest.mark.parametrize("length", [7, 12, 39, 40])
def test_a_short_hash_is_resolved(world: World, repository: str, length: int) -> None:
    world.knows(repository, commit("v2"))

    assert world.statuses.full_commit(repository, commit("v2")[:length]) == commit("v2")


def test_a_short_hash_of_no_commit_is_refused(world: World, repository: str) -> None:
    with pytest.raises(RefusedError, match="abcdef1"):
        world.statuses.full_commit(repository, "abcdef1")


def test_a_short_hash_of_two_commits_is_refused(world: World, repository: str) -> None:
    world.knows(repository, "abcdef1" + "0" * 33)
    world.knows(repository, "abcdef1" + "1" * 33)

    with pytest.raises(RefusedError, match="abcdef1"):
        world.statuses.full_commit(repository, "abcdef1")


@pytest.mark.parametrize(
    "status",
    [
        replace(ROLLING, key="k" * 41),
        replace(ROLLING, url="deployments/web.1"),
        replace(ROLLING, url=f"https://slipway.example.com/{'x' * 450}"),
    ],
    ids=["a long key", "a relative URL", "a long URL"],
)
def test_a_status_beyond_bitbucket_s_bounds_is_refused(
    world: World, repository: str, status: CommitStatus
) -> None:
    with pytest.raises(RefusedError):
        world.statuses.post(repository, commit("v2"), status)

    assert world.shown(repository, commit("v2")) == []


def test_the_longest_status_within_the_bounds_is_taken(world: World, repository: str) -> None:
    longest = replace(ROLLING, key="k" * 40, description="d" * 255, url=ROLLING.url.ljust(449, "x"))

    world.statuses.post(repository, commit("v2"), longest)

    assert world.shown(repository, commit("v2")) == [longest]


def test_a_status_on_a_commit_that_is_not_there_is_refused(world: World, repository: str) -> None:
    with pytest.raises(RefusedError, match="abcdef1"):
        world.statuses.post(repository, "abcdef1", ROLLING)
