"""Images and indexes, as the OCI image specification has them."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from slipway.local.images import build, index

if TYPE_CHECKING:
    from slipway.local.images import Blob, Image

FILES = {"app": b"#!/bin/sh\n", "/etc/app.conf": b"x=1\n"}
LABELS = {"org.opencontainers.image.revision": "a" * 40, "local.exit-after": "3"}
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


def content(blob: Blob) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(blob.data)
    return parsed


def unpacked(image: Image) -> dict[str, bytes]:
    (layer,) = image.layers
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(layer.data))) as archive:
        opened = [(member.name, archive.extractfile(member)) for member in archive.getmembers()]
        return {name: file.read() for name, file in opened if file is not None}


def test_a_digest_is_the_sha256_of_the_manifest() -> None:
    image = build(FILES, LABELS)
    assert image.digest == f"sha256:{sha256(image.manifest.data).hexdigest()}"


def test_the_manifest_names_config_and_layer_by_digest_and_size() -> None:
    image = build(FILES, LABELS)
    manifest = content(image.manifest)
    assert (manifest["schemaVersion"], manifest["mediaType"]) == (2, MANIFEST)
    named = [manifest["config"], *manifest["layers"]]
    assert [(one["digest"], one["size"]) for one in named] == [
        (f"sha256:{sha256(blob.data).hexdigest()}", len(blob.data)) for blob in (image.config, *image.layers)
    ]
    assert [one["mediaType"] for one in named] == [
        "application/vnd.oci.image.config.v1+json",
        "application/vnd.oci.image.layer.v1.tar+gzip",
    ]


def test_the_layer_holds_the_files_and_the_config_its_uncompressed_digest() -> None:
    image = build(FILES, LABELS)
    assert unpacked(image) == {"app": b"#!/bin/sh\n", "etc/app.conf": b"x=1\n"}
    archive = gzip.decompress(image.layers[0].data)
    assert content(image.config)["rootfs"]["diff_ids"] == [f"sha256:{sha256(archive).hexdigest()}"]


def test_the_config_holds_labels_command_and_platform() -> None:
    config = content(build(FILES, LABELS, "linux/arm64/v8").config)
    assert config["config"] == {"Labels": LABELS, "Cmd": ["/app"]}
    assert (config["os"], config["architecture"], config["variant"]) == ("linux", "arm64", "v8")


def test_the_same_input_in_another_order_gives_the_same_digest() -> None:
    reordered = build(dict(reversed(FILES.items())), dict(reversed(LABELS.items())))
    assert reordered.digest == build(FILES, LABELS).digest


def test_the_layer_does_not_tell_when_it_was_compressed() -> None:
    assert build(FILES, LABELS).layers[0].data[4:8] == bytes(4)


def test_the_digest_of_a_known_image_stays_what_it_is() -> None:
    config = build({"app": b"hello"}, {"a": "b"}).config
    assert config.digest == "sha256:f90b95243eea4199180bbff18fd6ce0334a87b9787852abfd11abab5ee8b0b93"


@pytest.mark.parametrize(
    "other",
    [
        build({"app": b"other"}, LABELS),
        build(FILES, {}),
        build(FILES, LABELS, "linux/arm64"),
    ],
)
def test_other_input_gives_another_digest(other: Image) -> None:
    assert other.digest != build(FILES, LABELS).digest


@pytest.mark.parametrize("path", ["", "/", "../app", "a//b", "a/./b"])
def test_a_path_that_is_no_file_in_the_image_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not the path of a file"):
        build({path: b""}, {})


def test_an_image_without_files_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one file"):
        build({}, {})


@pytest.mark.parametrize("platform", ["linux", "linux/", "a/b/c/d"])
def test_a_malformed_platform_is_refused(platform: str) -> None:
    with pytest.raises(ValueError, match="os/architecture"):
        build(FILES, {}, platform)


AMD64, ARM64 = build(FILES, LABELS), build(FILES, LABELS, "linux/arm64")


def test_an_index_names_each_platform_and_each_attestation() -> None:
    both = index([AMD64, ARM64])
    manifest = content(both.manifest)
    assert (manifest["mediaType"], both.manifest.media_type) == (INDEX, INDEX)
    amd64, arm64, *attestations = manifest["manifests"]
    assert (amd64["digest"], amd64["platform"]) == (AMD64.digest, {"os": "linux", "architecture": "amd64"})
    assert (arm64["digest"], arm64["platform"]) == (ARM64.digest, {"os": "linux", "architecture": "arm64"})
    assert [one["annotations"] for one in attestations] == [
        {
            "vnd.docker.reference.type": "attestation-manifest",
            "vnd.docker.reference.digest": image.digest,
        }
        for image in (AMD64, ARM64)
    ]
    assert {tuple(one["platform"].items()) for one in attestations} == {
        (("architecture", "unknown"), ("os", "unknown"))
    }
    assert [child.digest for child in both.children] == [one["digest"] for one in manifest["manifests"]]


def test_an_attestation_is_a_statement_about_its_image() -> None:
    attestation = index([AMD64]).children[1]
    assert attestation.manifest.media_type == MANIFEST
    (statement,) = attestation.layers
    assert statement.media_type == "application/vnd.in-toto+json"
    assert content(statement)["subject"][0]["digest"] == {"sha256": AMD64.digest.removeprefix("sha256:")}
    (layer,) = content(attestation.manifest)["layers"]
    assert layer["annotations"] == {"in-toto.io/predicate-type": content(statement)["predicateType"]}


def test_an_index_can_do_without_attestations() -> None:
    assert index([AMD64, ARM64], with_attestation=False).children == (AMD64, ARM64)


def test_an_index_of_the_same_images_has_the_same_digest() -> None:
    assert index([AMD64, ARM64]).digest == index([AMD64, ARM64]).digest


@pytest.mark.parametrize("images", [[], [AMD64, AMD64]])
def test_an_index_wants_one_image_per_platform(images: list[Image]) -> None:
    with pytest.raises(ValueError, match="one per platform"):
        index(images)
