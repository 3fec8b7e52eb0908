# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""Takes an image out of the local ECR, for one platform, as a container engine's pull does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ministack.core.responses import request_scope
from ministack.services import ecr

from slipway.local.aws import images
from slipway.local.aws.engine import ImageMissingError
from slipway.local.engine.archive import PushedImage

if TYPE_CHECKING:
    from slipway.local.aws.shapes import Json


def pulled(reference: str, platform: str) -> PushedImage:
    """The image that `reference` names; of an index, that for `platform` (such as linux/amd64).

    Raises `ImageMissingError` if the local ECR has not got it.
    """
    found = images.find(reference)
    if found is None:
        raise ImageMissingError(
            f"pull image manifest has been retried 1 time(s): failed to resolve ref {reference}: {reference}: not found"
        )
    with request_scope(*found.scope):
        manifest = _of_platform(found.repository, found.digest, platform)
        blobs = ecr._layer_blobs.get(found.repository, {})
        wanted = [manifest["config"], *manifest["layers"]]
        missing = [one["digest"] for one in wanted if one["digest"] not in blobs]
        if missing:
            raise ImageMissingError(f"failed to copy {reference}: blob {missing[0]} not found")
        config, *layers = ((one["digest"], bytes(blobs[one["digest"]])) for one in wanted)
        return PushedImage(config, tuple(layers))


def _of_platform(repository: str, digest: str, platform: str) -> Json:
    manifest: Json = _manifest(repository, digest)
    if "manifests" not in manifest:
        return manifest
    for child in manifest["manifests"]:
        if _named(child.get("platform") or {}) == platform:
            return _of_platform(repository, child["digest"], platform)
    raise ImageMissingError(
        f"image Manifest does not contain descriptor matching platform '{platform}' ({repository}@{digest})"
    )


def _manifest(repository: str, digest: str) -> Any:
    record = ecr._find_image(repository, {"imageDigest": digest})
    if record is None:
        raise ImageMissingError(f"failed to resolve {repository}@{digest}: not found")
    return json.loads(record["imageManifest"])


def _named(platform: dict[str, str]) -> str:
    return f"{platform.get('os')}/{platform.get('architecture')}"
