"""Pushes an image or an index the way docker and buildx do."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from slipway.local.images.model import Image, Index
from slipway.local.images.registry import Repository

if TYPE_CHECKING:
    from collections.abc import Iterable


def push(
    registry_url: str,
    repository: str,
    image_or_index: Image | Index,
    tags: Iterable[str] = (),
    credentials: tuple[str, str] | None = None,
) -> str:
    """Push to `repository` of the registry at `registry_url` (`http://host:port`); give back the digest.

    Blobs that are there are skipped. The children of an index are put by digest first, the tagged manifest
    last, so that a tag never names something incomplete. Without `tags` the manifest is put by its digest.
    `credentials` is (user, password); for ECR "AWS" and what GetAuthorizationToken gave.

    Raises:
        PushError: the registry refused or did not answer.

    """
    children = image_or_index.children if isinstance(image_or_index, Index) else ()
    images = (image_or_index,) if isinstance(image_or_index, Image) else children
    with closing(Repository(registry_url, repository, credentials)) as target:
        for image in images:
            _upload_missing(target, image)
        for child in children:
            target.put_manifest(child.digest, child.manifest)
        for reference in list(tags) or [image_or_index.digest]:
            target.put_manifest(reference, image_or_index.manifest)
    return image_or_index.digest


def _upload_missing(target: Repository, image: Image) -> None:
    for blob in (*image.layers, image.config):
        if not target.has(blob):
            target.upload(blob)
