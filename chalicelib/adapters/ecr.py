"""Amazon ECR: what a tag leads to, and the commit that an image's label names."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import urllib3
from botocore.exceptions import ClientError

from chalicelib.adapters.aws import READS, client, errors_of
from chalicelib.domain.errors import RefusedError, RetryableError
from chalicelib.domain.registry import ResolvedImage, TaggedImage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from types_boto3_ecr import ECRClient

    from chalicelib.domain.image import Repository

REVISION_LABEL: Final = "org.opencontainers.image.revision"
_ACCEPTED: Final = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
]
_GONE: Final = frozenset({"ImageNotFoundException", "RepositoryNotFoundException"})
# ECR's quota is 20,000 images a repository, unless it was raised.
_MAX_IMAGES: Final = 20_000
_MAX_CONFIG: Final = 4 * 1024 * 1024
_OK: Final = 200
_SERVER_ERROR: Final = 500
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")


class AwsEcr:
    """The `ImageRegistry` port over boto3."""

    def resolve(self, repository: Repository, tag: str | None, digest: str) -> ResolvedImage | None:
        return self._get(repository, {"imageTag": tag} if tag else {"imageDigest": digest})

    def revision_label(self, image: ResolvedImage, architecture: str) -> str | None:
        manifest = _parsed(image.manifest)
        if "manifests" in manifest:
            child = _child_for(manifest["manifests"], architecture)
            found = self._get(image.repository, {"imageDigest": child}) if child else None
            manifest = _parsed(found.manifest) if found else {}
        config = manifest.get("config")
        digest = config.get("digest") if isinstance(config, dict) else None
        if not isinstance(digest, str):
            return None
        label = _labels(self._blob(image.repository, digest)).get(REVISION_LABEL)
        return label if isinstance(label, str) and _COMMIT.fullmatch(label) else None

    def tagged(self, repository: Repository) -> Iterator[TaggedImage]:
        pages = _client(repository).get_paginator("describe_images")
        with errors_of(f"ecr:DescribeImages of {repository.name}"):
            try:
                for page in pages.paginate(
                    registryId=repository.registry.account,
                    repositoryName=repository.name,
                    filter={"tagStatus": "TAGGED"},
                    PaginationConfig={"MaxItems": _MAX_IMAGES, "PageSize": 1000},
                ):
                    yield from _tags_of(page)
            except ClientError as error:
                if error.response["Error"].get("Code") not in _GONE:
                    raise

    def pushed_at(self, repository: Repository, digests: Sequence[str]) -> Mapping[str, datetime]:
        ecr = _client(repository)
        known: dict[str, datetime] = {}
        for digest in digests:
            with errors_of(f"ecr:DescribeImages of {repository.name}"):
                try:
                    answer = ecr.describe_images(
                        registryId=repository.registry.account,
                        repositoryName=repository.name,
                        imageIds=[{"imageDigest": digest}],
                    )
                except ClientError as error:
                    if error.response["Error"].get("Code") in _GONE:
                        continue
                    raise
            known[digest] = answer["imageDetails"][0]["imagePushedAt"]
        return known

    def _get(self, repository: Repository, image_id: Any) -> ResolvedImage | None:
        with errors_of(f"ecr:BatchGetImage of {repository.name}"):
            try:
                answer = _client(repository).batch_get_image(
                    registryId=repository.registry.account,
                    repositoryName=repository.name,
                    imageIds=[image_id],
                    acceptedMediaTypes=_ACCEPTED,
                )
            except ClientError as error:
                if error.response["Error"].get("Code") in _GONE:
                    return None
                raise
        if answer["images"]:
            image = answer["images"][0]
            return ResolvedImage(repository, image["imageId"]["imageDigest"], image["imageManifest"])
        failure = answer["failures"][0] if answer["failures"] else {}
        if failure.get("failureCode", "ImageNotFound") == "ImageNotFound":
            return None
        why = f"{failure.get('failureCode')}: {failure.get('failureReason')}"
        raise RefusedError(f"ecr:BatchGetImage of {repository.name}: {why}")

    def _blob(self, repository: Repository, digest: str) -> bytes:
        """The image's configuration from where ECR says it lies: a URL that needs no credentials."""
        with errors_of(f"ecr:GetDownloadUrlForLayer of {repository.name}"):
            url = _client(repository).get_download_url_for_layer(
                registryId=repository.registry.account,
                repositoryName=repository.name,
                layerDigest=digest,
            )["downloadUrl"]
        content = downloaded(url, repository.name)
        return content if f"sha256:{hashlib.sha256(content).hexdigest()}" == digest else b""


def downloaded(url: str, name: str) -> bytes:
    """What lies there, cut at the bound; empty when nothing does. The URL is signed, so no message shows it."""
    try:
        with _http().request("GET", url, preload_content=False) as answer:
            content = answer.read(_MAX_CONFIG + 1)
    except urllib3.exceptions.HTTPError as error:
        why = type(error).__name__
        raise RetryableError(f"the configuration of an image in {name} could not be read ({why})") from None
    if answer.status >= _SERVER_ERROR:
        raise RetryableError(f"the configuration of an image in {name} could not be read ({answer.status})")
    return content if answer.status == _OK else b""


@cache
def _http() -> urllib3.PoolManager:
    return urllib3.PoolManager(timeout=urllib3.Timeout(connect=3, read=3), retries=False)


def _client(repository: Repository) -> ECRClient:
    made: ECRClient = client("ecr", READS, repository.registry.region)
    return made


def _tags_of(page: Mapping[str, Any]) -> Iterator[TaggedImage]:
    for image in page["imageDetails"]:
        for tag in image.get("imageTags", []):
            yield TaggedImage(tag, image["imageDigest"], image["imagePushedAt"])


def _child_for(manifests: object, architecture: str) -> str | None:
    """The platform's manifest in an index; attestations have the platform unknown/unknown."""
    for child in manifests if isinstance(manifests, list) else []:
        platform = child.get("platform") if isinstance(child, dict) else None
        if not isinstance(platform, dict):
            continue
        if platform.get("os") == "linux" and platform.get("architecture") == architecture:
            digest = child.get("digest")
            return digest if isinstance(digest, str) else None
    return None


def _labels(config: bytes) -> dict[str, Any]:
    inner = _parsed(config).get("config")
    labels = inner.get("Labels") if isinstance(inner, dict) else None
    return labels if isinstance(labels, dict) else {}


def _parsed(text: str | bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
