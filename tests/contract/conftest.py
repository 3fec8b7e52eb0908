"""Each port's two sides: the fake that unit tests trust, and the adapter on the local AWS."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

import pytest

from chalicelib.adapters.bitbucket import Bitbucket
from chalicelib.adapters.bitbucket_credentials import Credentials
from chalicelib.adapters.dynamodb import DynamoDbStore
from chalicelib.adapters.dynamodb_archive import DynamoDbArchive
from chalicelib.adapters.http import Http
from chalicelib.adapters.secrets import JsonSecret
from contract.asked import Asked
from contract.ecs_worlds import AwsWorld, FakeWorld
from fakes.clock import FakeClock
from fakes.store import FakeStore
from local_stack import Local, LocalAws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chalicelib.domain.mapping import Target
    from chalicelib.ports import Archive, Store
    from contract.ecs_worlds import EcsWorld
    from slipway.local.bitbucket import RunningBitbucket


@pytest.fixture
def name() -> str:
    """A name that no other test uses."""
    return f"t{uuid.uuid4().hex[:10]}"


@pytest.fixture(params=["fake", "aws"])
def store(request: pytest.FixtureRequest, name: str) -> Store:
    if request.param == "fake":
        return FakeStore()
    home: LocalAws = request.getfixturevalue("home")
    home.table(name)
    return DynamoDbStore(name)


@pytest.fixture
def archive(store: Store, name: str) -> Archive:
    """Over the same table as the store."""
    return store if isinstance(store, FakeStore) else DynamoDbArchive(name, FakeClock())


@pytest.fixture(params=["fake", "aws"])
def world(request: pytest.FixtureRequest) -> EcsWorld:
    return FakeWorld() if request.param == "fake" else AwsWorld(request.getfixturevalue("home"))


@pytest.fixture
def target(world: EcsWorld, name: str) -> Target:
    (only,) = world.cluster(name, 1)
    return only


@pytest.fixture
def asked(home: LocalAws, stand_in: RunningBitbucket, name: str) -> Iterator[Callable[..., Asked]]:
    local = Local(stand_in.url)

    def with_credential(http: Http | None = None, **credential: str) -> Asked:
        home.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(credential))
        api, used = f"{stand_in.url}/2.0", http or Http()
        return Asked(Bitbucket(api, used, Credentials(JsonSecret(name), used, api)), home, name, local)

    local("DELETE", "requests")
    yield with_credential
    local("DELETE", "faults")
    local("POST", "oauth", {"expires_in": 7200})
