"""What every `ImageRegistry` does, the fake and Amazon ECR alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import pytest

from builders import ACCOUNT, REGION, commit, digest
from chalicelib.adapters.ecr import AwsEcr
from chalicelib.domain.image import Registry, Repository
from fakes.registry import FakeRegistry
from local_stack import image
from slipway.local.images import index

if TYPE_CHECKING:
    from chalicelib.ports import ImageRegistry
    from local_stack import LocalAws
    from slipway.local.images import Image, Index

AMD, ARM = "linux/amd64", "linux/arm64"


class World(Protocol):
    """ECR, and what is pushed to it."""

    @property
    def registry(self) -> ImageRegistry: ...

    def push(self, repository: Repository, pushed: Image | Index, *tags: str) -> str: ...

    def label(self, pushed: str, revision: str, architecture: str | None = None) -> None:
        """What the image says of itself; ECR reads it there, the model has to be told."""
        ...

    def delete(self, repository: Repository, pushed: str) -> None: ...


@dataclass
class FakeWorld:
    registry: FakeRegistry = field(default_factory=FakeRegistry)

    def push(self, repository: Repository, pushed: Image | Index, *tags: str) -> str:
        for tag in tags:
            self.registry.push(repository.name, tag, pushed.digest, datetime.now(UTC))
        return pushed.digest

    def label(self, pushed: str, revision: str, architecture: str | None = None) -> None:
        self.registry.labels[(pushed, architecture) if architecture else pushed] = revision

    def delete(self, repository: Repository, pushed: str) -> None:
        del repository
        self.registry.delete(pushed)


@dataclass
class AwsWorld:
    aws: LocalAws
    registry: AwsEcr = field(default_factory=AwsEcr)

    def push(self, repository: Repository, pushed: Image | Index, *tags: str) -> str:
        return self.aws.push(repository.name, pushed, *tags)

    def label(self, pushed: str, revision: str, architecture: str | None = None) -> None: ...

    def delete(self, repository: Repository, pushed: str) -> None:
        ids = [{"imageDigest": pushed}]
        self.aws.client("ecr").batch_delete_image(repositoryName=repository.name, imageIds=ids)


@pytest.fixture(params=["fake", "aws"])
def world(request: pytest.FixtureRequest) -> World:
    return FakeWorld() if request.param == "fake" else AwsWorld(request.getfixturevalue("home"))


@pytest.fixture
def repository(world: World, name: str) -> Repository:
    if isinstance(world, AwsWorld):
        world.aws.client("ecr").create_repository(repositoryName=name)
    return Repository(Registry.of(ACCOUNT, REGION), name)


def label_of(world: World, repository: Repository, pushed: str, architecture: str = "amd64") -> str | None:
    found = world.registry.resolve(repository, None, pushed)
    assert found is not None
    return world.registry.revision_label(found, architecture)


def test_a_tag_leads_to_its_image(world: World, repository: Repository) -> None:
    pushed = world.push(repository, image("v1"), "v1", "latest")

    for tag in ("v1", "latest"):
        found = world.registry.resolve(repository, tag, digest("whatever it was"))
        assert found is not None
        assert (found.repository, found.digest) == (repository, pushed)


def test_without_a_tag_the_digest_leads_there(world: World, repository: Repository) -> None:
    pushed = world.push(repository, image("v1"), "v1")

    found = world.registry.resolve(repository, None, pushed)

    assert found is not None
    assert found.digest == pushed


def test_a_tag_that_moved_leads_to_where_it_is_now(world: World, repository: Repository) -> None:
    first = world.push(repository, image("v1"), "latest")
    second = world.push(repository, image("v2"), "latest")

    by_tag = world.registry.resolve(repository, "latest", first)
    by_digest = world.registry.resolve(repository, None, first)

    assert by_tag is not None
    assert by_digest is not None
    assert (by_tag.digest, by_digest.digest) == (second, first)


def test_an_index_is_what_its_tag_leads_to(world: World, repository: Repository) -> None:
    pushed = world.push(repository, index([image("v1", AMD), image("v1", ARM)]), "v1")

    found = world.registry.resolve(repository, "v1", pushed)

    assert found is not None
    assert found.digest == pushed


def test_an_image_that_is_gone_is_none(world: World, repository: Repository) -> None:
    pushed = world.push(repository, image("v1"), "v1")
    world.delete(repository, pushed)

    assert world.registry.resolve(repository, "v1", pushed) is None
    assert world.registry.resolve(repository, None, pushed) is None
    assert world.registry.resolve(repository, "never", pushed) is None


def test_a_repository_that_is_gone_has_no_images(world: World) -> None:
    missing = Repository(Registry.of(ACCOUNT, REGION), "no/such-repository")

    assert world.registry.resolve(missing, "v1", digest("v1")) is None
    assert world.registry.pushed_at(missing, [digest("v1")]) == {}


def test_the_label_of_a_plain_image_names_its_commit(world: World, repository: Repository) -> None:
    pushed = world.push(repository, image("v1", revision=commit("v1")), "v1")
    world.label(pushed, commit("v1"))

    assert label_of(world, repository, pushed) == commit("v1")


@pytest.mark.parametrize("architecture", ["amd64", "arm64"])
def test_in_an_index_the_platform_s_image_is_asked(
    world: World, repository: Repository, architecture: str
) -> None:
    children = [image("v1", f"linux/{one}", revision=commit(one)) for one in ("amd64", "arm64")]
    pushed = world.push(repository, index(children, with_attestation=True), "v1")
    for one in ("amd64", "arm64"):
        world.label(pushed, commit(one), one)

    assert label_of(world, repository, pushed, architecture) == commit(architecture)


def test_an_index_without_the_platform_names_no_commit(world: World, repository: Repository) -> None:
    pushed = world.push(repository, index([image("v1", AMD, revision=commit("v1"))]), "v1")
    world.label(pushed, commit("v1"), "amd64")

    assert label_of(world, repository, pushed, "arm64") is None


@pytest.mark.parametrize("label", ["", "abc1234", "C" * 40, "g" * 40, f"{'c' * 40}\n", "main"])
def test_a_label_that_is_no_full_commit_names_none(world: World, repository: Repository, label: str) -> None:
    pushed = world.push(repository, image("v1", revision=label), "v1")
    world.label(pushed, label)

    assert label_of(world, repository, pushed) is None


def test_an_image_without_the_label_names_no_commit(world: World, repository: Repository) -> None:
    pushed = world.push(repository, image("v1"), "v1")

    assert label_of(world, repository, pushed) is None


def test_when_images_were_pushed_is_known_of_those_that_exist(world: World, repository: Repository) -> None:
    first = world.push(repository, image("v1"), "v1")
    second = world.push(repository, image("v2"), "v2")

    known = world.registry.pushed_at(repository, [second, digest("none"), first])

    assert set(known) == {first, second}
    assert known[first] <= known[second]
    assert abs(known[second] - datetime.now(UTC)) < timedelta(minutes=1)
