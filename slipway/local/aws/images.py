# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""Finds images in the local ECR, as the container engine and the push events need them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import ecr

_ECR_HOST = re.compile(r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?")
_LOCAL_HOST = re.compile(r"(127\.0\.0\.1|localhost)(:\d+)?")


@dataclass(frozen=True, slots=True)
class Image:
    """An image that is present: the digest it was asked for by, and its config's labels."""

    digest: str
    labels: dict[str, str] = field(default_factory=dict)
    repository: str = ""
    scope: tuple[str, str] = ("", "")
    """Account and region of the registry."""


def find(reference: str) -> Image | None:
    """The image of a container definition (`HOST/NAME[:TAG][@DIGEST]`), or None if the local ECR has not got it."""
    host, _, rest = reference.partition("/")
    scope = _scope(host)
    if scope is None or not rest:
        return None
    named, _, digest = rest.partition("@")
    name, _, tag = named.partition(":")
    wanted = {"imageDigest": digest} if digest else {"imageTag": tag or "latest"}
    with request_scope(*scope):
        record = ecr._find_image(name, wanted) if name in ecr._images else None
        if record is None:
            return None
        return Image(record["imageDigest"], _labels(name, _manifest(record)), name, scope)


def _scope(host: str) -> tuple[str, str] | None:
    if match := _ECR_HOST.fullmatch(host):
        return match["account"], match["region"]
    return (get_account_id(), get_region()) if _LOCAL_HOST.fullmatch(host) else None


def _manifest(record: dict[str, Any]) -> dict[str, Any]:
    manifest = json.loads(record["imageManifest"])
    return manifest if isinstance(manifest, dict) else {}


def _labels(name: str, manifest: dict[str, Any]) -> dict[str, str]:
    for child in manifest.get("manifests", []):  # an index: the first platform that is a real one
        if child.get("platform", {}).get("os") != "unknown":
            record = ecr._find_image(name, {"imageDigest": child["digest"]})
            return _labels(name, _manifest(record)) if record else {}
    blob = ecr._layer_blobs.get(name, {}).get(manifest.get("config", {}).get("digest"))
    config = json.loads(blob).get("config") if blob else None
    return (config or {}).get("Labels") or {}
