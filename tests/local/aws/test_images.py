"""Images in the local ECR."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from local.aws.harness import CONFIG, INDEX, MANIFEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.aws.harness import LocalAws


@pytest.fixture
def repository(aws: LocalAws, name: str) -> str:
    aws.client("ecr").create_repository(repositoryName=f"shop/{name}")
    return f"shop/{name}"


def get(aws: LocalAws, repository: str, image: Mapping[str, str], **options: Any) -> dict[str, Any]:
    answer: dict[str, Any] = aws.client("ecr").batch_get_image(
        repositoryName=repository, imageIds=[dict(image)], **options
    )
    return answer


def test_an_image_is_found_by_tag_and_by_digest(aws: LocalAws, repository: str) -> None:
    digest = aws.push(repository, "v1")
    by_tag = get(aws, repository, {"imageTag": "v1"})["images"][0]
    by_digest = get(aws, repository, {"imageDigest": digest})["images"][0]
    assert by_tag["imageId"] == {"imageDigest": digest, "imageTag": "v1"}
    assert by_digest["imageId"] == {"imageDigest": digest}
    assert by_tag["imageManifest"] == by_digest["imageManifest"]
    assert by_digest["imageManifestMediaType"] == MANIFEST


def test_an_index_is_found_with_its_media_type(aws: LocalAws, repository: str) -> None:
    child = aws.push(repository, "child")
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [{"digest": child, "mediaType": MANIFEST}]}
    digest = aws.push_manifest(repository, "multi", index)
    image = get(aws, repository, {"imageDigest": digest}, acceptedMediaTypes=[MANIFEST, INDEX])["images"][0]
    assert image["imageManifestMediaType"] == INDEX
    assert json.loads(image["imageManifest"]) == index


@pytest.mark.parametrize(
    ("image", "code"),
    [
        ({"imageTag": "nowhere"}, "ImageNotFound"),
        ({"imageDigest": "sha256:" + "0" * 64}, "ImageNotFound"),
        ({}, "MissingDigestAndTag"),
    ],
)
def test_an_image_that_is_not_there_is_among_the_failures(
    aws: LocalAws, repository: str, image: dict[str, str], code: str
) -> None:
    answer = get(aws, repository, image)
    assert answer["images"] == []
    assert [failure["failureCode"] for failure in answer["failures"]] == [code]


def test_the_config_of_an_image_is_fetched_without_credentials(aws: LocalAws, repository: str) -> None:
    aws.push(repository, "v1", exit_code="7")
    manifest = json.loads(get(aws, repository, {"imageTag": "v1"})["images"][0]["imageManifest"])
    answer = aws.client("ecr").get_download_url_for_layer(
        repositoryName=repository, layerDigest=manifest["config"]["digest"]
    )
    assert answer["downloadUrl"].startswith(aws.url)
    assert aws.http("GET", answer["downloadUrl"]).json["config"]["Labels"] == {"local.exit-code": "7"}


def test_a_layer_that_is_not_there_has_no_address(aws: LocalAws, repository: str) -> None:
    with pytest.raises(aws.client("ecr").exceptions.LayersNotFoundException):
        aws.client("ecr").get_download_url_for_layer(
            repositoryName=repository, layerDigest="sha256:" + "0" * 64
        )


def test_times_of_push_increase_even_within_a_second(aws: LocalAws, repository: str) -> None:
    tags = [f"v{number}" for number in range(5)]
    for tag in tags:
        aws.push(repository, tag)
    details = aws.client("ecr").describe_images(repositoryName=repository)["imageDetails"]
    times = {detail["imageTags"][0]: detail["imagePushedAt"] for detail in details}
    assert sorted(tags, key=lambda tag: times[tag]) == tags
    assert len(set(times.values())) == len(tags)
    assert any(one.microsecond for one in times.values())
    assert {detail["artifactMediaType"] for detail in details} == {CONFIG}


def test_describing_an_image_that_is_not_there_is_refused(aws: LocalAws, repository: str) -> None:
    with pytest.raises(aws.client("ecr").exceptions.ImageNotFoundException):
        aws.client("ecr").describe_images(repositoryName=repository, imageIds=[{"imageTag": "nowhere"}])


def test_an_unknown_repository_is_refused(aws: LocalAws) -> None:
    with pytest.raises(ClientError, match="RepositoryNotFoundException"):
        get(aws, "nowhere", {"imageTag": "v1"})


def test_a_moved_tag_belongs_to_the_newest_image_alone(aws: LocalAws, repository: str) -> None:
    first = aws.push(repository, "latest")
    second = aws.push(repository, "latest", exit_code="1")
    assert first != second
    assert get(aws, repository, {"imageTag": "latest"})["images"][0]["imageId"]["imageDigest"] == second
    details = aws.client("ecr").describe_images(repositoryName=repository, imageIds=[{"imageDigest": first}])
    assert details["imageDetails"][0].get("imageTags", []) == []


def test_deleting_a_tag_leaves_the_image_to_its_other_tags(aws: LocalAws, repository: str) -> None:
    ecr, digest = aws.client("ecr"), aws.push(repository, "one")
    manifest = get(aws, repository, {"imageTag": "one"})["images"][0]["imageManifest"]
    ecr.put_image(repositoryName=repository, imageManifest=manifest, imageTag="two")
    deleted = ecr.batch_delete_image(repositoryName=repository, imageIds=[{"imageTag": "one"}])
    assert deleted["imageIds"] == [{"imageDigest": digest, "imageTag": "one"}]
    assert get(aws, repository, {"imageTag": "two"})["images"]
    ecr.batch_delete_image(repositoryName=repository, imageIds=[{"imageDigest": digest}])
    assert get(aws, repository, {"imageDigest": digest})["failures"]


def test_the_same_image_may_be_pushed_through_the_api(aws: LocalAws, repository: str) -> None:
    manifest = json.dumps(
        {"schemaVersion": 2, "mediaType": MANIFEST, "config": {"mediaType": CONFIG}, "layers": []}
    )
    put = aws.client("ecr").put_image(repositoryName=repository, imageManifest=manifest, imageTag="api")
    reply = aws.http("GET", f"/v2/{repository}/manifests/{put['image']['imageId']['imageDigest']}")
    assert (reply.status, reply.body.decode()) == (200, manifest)
