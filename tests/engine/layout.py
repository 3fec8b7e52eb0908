"""Reads what buildah leaves in a folder (OCI image layout) for the project's own pusher."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from slipway.local.images import Blob, Image

if TYPE_CHECKING:
    from pathlib import Path


def image_in(folder: Path, platform: str) -> Image:
    (entry,) = json.loads((folder / "index.json").read_text())["manifests"]
    manifest = _blob(folder, entry)
    named = json.loads(manifest.data)
    layers = tuple(_blob(folder, layer) for layer in named["layers"])
    return Image(manifest, _blob(folder, named["config"]), layers, platform)


def _blob(folder: Path, descriptor: dict[str, Any]) -> Blob:
    return Blob(
        descriptor["mediaType"], (folder / "blobs" / descriptor["digest"].replace(":", "/")).read_bytes()
    )
