"""What Amazon ECR may hold or answer that nobody would push on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import ACCOUNT, REGION, digest
from chalicelib.adapters.ecr import AwsEcr
from chalicelib.domain.errors import RefusedError
from chalicelib.domain.image import Registry, Repository
from chalicelib.domain.registry import ResolvedImage
from local_stack import image
from slipway.local.images.model import CONFIG, Blob, image_of, json_blob

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_stack import LocalAws


@pytest.fixture
def repository(home: LocalAws, name: str) -> Iterator[Repository]:
    home.client("ecr").create_repository(repositoryName=name)
    home.local("DELETE", "calls")
    yield Repository(Registry.of(ACCOUNT, REGION), name)
    home.local("DELETE", "faults")


@pytest.mark.parametrize(
    "config",
    [{}, {"config": None}, {"config": {"Labels": None}}, {"config": {"Labels": []}}, {"config": "text"}],
)
def test_a_configuration_without_labels_names_no_commit(
    home: LocalAws, repository: Repository, config: dict[str, Any]
) -> None:
    pushed = home.push(repository.name, image_of(json_blob(CONFIG, config), (), "linux/amd64"), "v1")
    found = AwsEcr().resolve(repository, "v1", pushed)

    assert found is not None
    assert AwsEcr().revision_label(found, "amd64") is None


def test_a_configuration_that_is_no_json_names_no_commit(home: LocalAws, repository: Repository) -> None:
    pushed = home.push(repository.name, image_of(Blob(CONFIG, b"\x00 no json"), (), "linux/amd64"), "v1")
    found = AwsEcr().resolve(repository, None, pushed)

    assert found is not None
    assert AwsEcr().revision_label(found, "amd64") is None


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "[]",
        "no json",
        "{}",
        '{"config": []}',
        '{"manifests": 3}',
        '{"manifests": [7]}',
        '{"manifests": [{"platform": null}, {"platform": "linux"}]}',
    ],
)
def test_a_manifest_of_another_shape_names_no_commit(
    home: LocalAws, repository: Repository, manifest: str
) -> None:
    odd = ResolvedImage(repository, digest("odd"), manifest)

    assert AwsEcr().revision_label(odd, "amd64") is None
    assert home.calls("in-process") == []


def test_a_tag_costs_one_call_and_a_label_two_more(home: LocalAws, repository: Repository) -> None:
    pushed = home.push(repository.name, image("v1", revision="c" * 40), "v1")
    home.local("DELETE", "calls")

    found = AwsEcr().resolve(repository, "v1", pushed)
    assert found is not None
    AwsEcr().revision_label(found, "amd64")

    assert home.calls() == ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]


def test_a_throttled_read_is_repeated(home: LocalAws, repository: Repository) -> None:
    home.fault("ecr", "BatchGetImage", "ThrottlingException")

    assert AwsEcr().resolve(repository, "v1", digest("v1")) is None

    assert home.calls() == ["ecr:BatchGetImage"] * 2


def test_a_missing_permission_is_refused_with_what_to_do(home: LocalAws, repository: Repository) -> None:
    home.fault("ecr", "BatchGetImage", "AccessDeniedException")

    with pytest.raises(RefusedError, match="grant it to the function's role"):
        AwsEcr().resolve(repository, "v1", digest("v1"))


def test_a_configuration_that_cannot_be_had_is_refused(repository: Repository) -> None:
    missing = json_blob(CONFIG, {"never": "pushed"})
    manifest = image_of(missing, (), "linux/amd64").manifest.data.decode()

    with pytest.raises(RefusedError, match="LayersNotFoundException"):
        AwsEcr().revision_label(ResolvedImage(repository, digest("odd"), manifest), "amd64")
