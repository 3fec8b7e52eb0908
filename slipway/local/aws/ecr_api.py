# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""ECR operations as ECR answers them: images by tag and digest, failures, layers that can really be fetched."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ministack.core.responses import get_account_id, json_response
from ministack.services import ecr

from slipway.local.aws import seams
from slipway.local.aws.refusals import refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.local.aws.shapes import Answer, Json

_ECR = "ministack.services.ecr"


def install(url: str) -> None:
    """`url` is where this server is reached; layers are fetched from its registry, which asks for no credentials."""
    seams.replace(_ECR, "_batch_get_image", batch_get_image)
    seams.wrap(_ECR, "_describe_images", _describing)
    seams.replace(_ECR, "_batch_delete_image", batch_delete_image)

    def download_url(data: Json) -> Answer:
        name, digest = data["repositoryName"], data["layerDigest"]
        if name not in ecr._repositories:
            return _no_repository(name)
        if digest not in ecr._layer_blobs.get(name, {}):
            return refuse(
                "LayersNotFoundException",
                f"The layer '{digest}' in repository '{name}' was not found in the registry with id "
                f"'{get_account_id()}'",
            )
        return _ok({"downloadUrl": f"{url}/v2/{name}/blobs/{digest}", "layerDigest": digest})

    seams.replace(_ECR, "_get_download_url_for_layer", download_url)


def batch_get_image(data: Json) -> Answer:
    """Every image that was asked for: found, or among `failures` with the code ECR gives."""
    name = data["repositoryName"]
    if name not in ecr._repositories:
        return _no_repository(name)
    accepted = data.get("acceptedMediaTypes")
    images, failures = [], []
    for wanted in data["imageIds"]:
        record = ecr._find_image(name, wanted)
        code = _failure(wanted, record, accepted)
        if code:
            failures.append({"imageId": wanted, "failureCode": code[0], "failureReason": code[1]})
        else:
            images.append(_image(name, wanted, record))
    return _ok({"images": images, "failures": failures})


def batch_delete_image(data: Json) -> Answer:
    """A digest takes the image away, a tag only itself, unless it is the image's last."""
    name = data["repositoryName"]
    if name not in ecr._repositories:
        return _no_repository(name)
    deleted, failures = [], []
    for wanted in data["imageIds"]:
        record = ecr._find_image(name, wanted)
        code = _failure(wanted, record, None)
        if code:
            failures.append({"imageId": wanted, "failureCode": code[0], "failureReason": code[1]})
            continue
        tags = [wanted["imageTag"]] if wanted.get("imageTag") else list(record["imageTags"])
        record["imageTags"] = [tag for tag in record["imageTags"] if tag not in tags]
        if not record["imageTags"]:
            ecr._images[name].remove(record)
        gone = {"imageDigest": record["imageDigest"]}
        deleted += [gone | {"imageTag": tag} for tag in tags] or [gone]
    return _ok({"imageIds": deleted, "failures": failures})


def _failure(wanted: Json, record: Json | None, accepted: list[str] | None) -> tuple[str, str] | None:
    if not wanted.get("imageTag") and not wanted.get("imageDigest"):
        return "MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null"
    if record is None:
        return "ImageNotFound", "Requested image not found"
    if wanted.get("imageTag") and wanted["imageTag"] not in record["imageTags"]:
        return "ImageTagDoesNotMatchDigest", "Image tag does not match digest"
    if accepted and media_type(record) not in accepted:
        return "ImageNotFound", "Requested image not found"
    return None


def _image(name: str, wanted: Json, record: Json) -> Json:
    image_id = {"imageDigest": record["imageDigest"]}
    if wanted.get("imageTag"):
        image_id["imageTag"] = wanted["imageTag"]
    return {
        "registryId": get_account_id(),
        "repositoryName": name,
        "imageId": image_id,
        "imageManifest": record["imageManifest"],
        "imageManifestMediaType": media_type(record),
    }


def media_type(record: Json) -> str:
    """What the manifest says it is, else what it was pushed as."""
    return str(json.loads(record["imageManifest"]).get("mediaType") or record["imageManifestMediaType"])


def _describing(original: Callable[[Json], Answer]) -> Callable[[Json], Answer]:
    def handler(data: Json) -> Answer:
        name = data.get("repositoryName", "")
        for wanted in data.get("imageIds") or []:
            if name in ecr._repositories and ecr._find_image(name, wanted) is None:
                return refuse(
                    "ImageNotFoundException",
                    f"The image with imageId {_shown(wanted)} does not exist within the repository with name "
                    f"'{name}' in the registry with id '{get_account_id()}'",
                )
        answer = original(data)
        body = json.loads(answer[2])
        for detail in body.get("imageDetails", []):
            record = ecr._find_image(name, {"imageDigest": detail["imageDigest"]})
            detail.update(_media_details(record))
        return _ok(body) if "imageDetails" in body else answer

    return handler


def _media_details(record: Json) -> Json:
    manifest = json.loads(record["imageManifest"])
    parts = [manifest.get("config", {}), *manifest.get("layers", [])]
    return {
        "imageManifestMediaType": media_type(record),
        "artifactMediaType": manifest.get("config", {}).get("mediaType", ""),
        "imageSizeInBytes": sum(part.get("size", 0) for part in parts) or len(record["imageManifest"]),
        "imagePushedAt": record["imagePushedAt"],
    }


def _shown(wanted: Json) -> str:
    digest, tag = wanted.get("imageDigest", "null"), wanted.get("imageTag", "null")
    return f"{{imageDigest:'{digest}', imageTag:'{tag}'}}"


def _no_repository(name: str) -> Answer:
    return refuse(
        "RepositoryNotFoundException",
        f"The repository with name '{name}' does not exist in the registry with id '{get_account_id()}'",
    )


def _ok(body: Json) -> Answer:
    answer: Answer = json_response(body)
    return answer
