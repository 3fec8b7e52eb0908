# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""`ECR Image Action` events for every push and every deletion, whichever way it came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ministack.services import ecr

from slipway.local.aws import seams

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.local.aws.event_bus import EventBus
    from slipway.local.aws.image_clock import ImageClock
    from slipway.local.aws.shapes import Answer, Json

_ECR = "ministack.services.ecr"
_OK = 300


def install(bus: EventBus, clock: ImageClock) -> None:
    """Every image gets its time of push from `clock`; every event goes to `bus`."""
    reports = Reports(bus, clock)
    seams.wrap(_ECR, "_put_image", reports.of_put_image)
    seams.wrap(_ECR, "_v2_put_manifest", reports.of_put_manifest)
    seams.wrap(_ECR, "_batch_delete_image", reports.of_deletion)


class Reports:
    """Builds, around an operation of MiniStack's ECR, one that tells what was done."""

    def __init__(self, bus: EventBus, clock: ImageClock) -> None:
        self._bus, self._clock = bus, clock

    def of_put_image(self, original: Callable[[Json], Answer]) -> Callable[[Json], Answer]:
        def handler(data: Json) -> Answer:
            answer = original(data)
            if answer[0] < _OK:
                name, digest = (
                    data["repositoryName"],
                    json.loads(answer[2])["image"]["imageId"]["imageDigest"],
                )
                _keep_manifest(name, digest, data["imageManifest"])
                self._pushed(name, digest, data.get("imageTag"))
            return answer

        return handler

    def of_put_manifest(self, original: Callable[..., Answer]) -> Callable[..., Answer]:
        def handler(name: str, reference: str, headers: Any, body: bytes) -> Answer:
            answer = original(name, reference, headers, body)
            if answer[0] < _OK:
                tag = None if reference.startswith("sha256:") else reference
                self._pushed(name, answer[1]["Docker-Content-Digest"], tag)
            return answer

        return handler

    def of_deletion(self, original: Callable[[Json], Answer]) -> Callable[[Json], Answer]:
        def handler(data: Json) -> Answer:
            name = data.get("repositoryName", "")
            records = {one["imageDigest"]: one for one in ecr._images.get(name, [])}
            answer = original(data)
            for image in json.loads(answer[2])["imageIds"] if answer[0] < _OK else []:
                digest = image["imageDigest"]
                self._report("DELETE", name, digest, image.get("imageTag"), records.get(digest, {}))
            return answer

        return handler

    def _pushed(self, repository: str, digest: str, tag: str | None) -> None:
        record = ecr._find_image(repository, {"imageDigest": digest})
        self._clock.stamp(record)
        self._report("PUSH", repository, digest, tag, record)

    def _report(self, action: str, repository: str, digest: str, tag: str | None, record: Json) -> None:
        detail = {
            "result": "SUCCESS",
            "repository-name": repository,
            "image-digest": digest,
            "action-type": action,
            "image-tag": tag or "",
        }
        self._bus.emit("aws.ecr", "ECR Image Action", detail | media_types(record), [])


def media_types(record: Json) -> Json:
    """The two media types as events carry them; an index has no artifact media type."""
    manifest = json.loads(record.get("imageManifest") or "{}")
    found = {"manifest-media-type": manifest.get("mediaType") or record.get("imageManifestMediaType")}
    artifact = manifest.get("artifactType") or manifest.get("config", {}).get("mediaType")
    if artifact:
        found["artifact-media-type"] = artifact
    return {name: value for name, value in found.items() if value}


def _keep_manifest(repository: str, digest: str, manifest: str) -> None:
    """PutImage alone would leave the image out of reach of the registry's `/v2/`."""
    ecr._manifest_blobs.setdefault(repository, {})[digest] = manifest.encode()
