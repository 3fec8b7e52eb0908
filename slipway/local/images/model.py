"""What is pushed: blobs, the manifests that name them, and indexes that name manifests.

Sources: OCI image specification 1.1 (manifest, image index, descriptor).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST: Final = "application/vnd.oci.image.manifest.v1+json"
INDEX: Final = "application/vnd.oci.image.index.v1+json"
CONFIG: Final = "application/vnd.oci.image.config.v1+json"
LAYER: Final = "application/vnd.oci.image.layer.v1.tar+gzip"


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes and what they are."""

    media_type: str
    data: bytes

    @property
    def digest(self) -> str:
        return f"sha256:{sha256(self.data).hexdigest()}"

    def descriptor(self, **more: object) -> dict[str, object]:
        """Refer to the blob as manifests do; `more` adds members such as `platform` or `annotations`."""
        return {"mediaType": self.media_type, "digest": self.digest, "size": len(self.data), **more}


@dataclass(frozen=True, slots=True)
class Image:
    """One manifest with its config and layers; `platform` is `os/architecture[/variant]`."""

    manifest: Blob
    config: Blob
    layers: tuple[Blob, ...]
    platform: str

    @property
    def digest(self) -> str:
        return self.manifest.digest


@dataclass(frozen=True, slots=True)
class Index:
    """A manifest list and all that it names, images and attestations alike."""

    manifest: Blob
    children: tuple[Image, ...]

    @property
    def digest(self) -> str:
        return self.manifest.digest


def json_blob(media_type: str, content: Mapping[str, object]) -> Blob:
    """Encode `content` the same way every time: equal content, equal digest."""
    return Blob(media_type, json.dumps(content, sort_keys=True, separators=(",", ":")).encode())


def image_of(config: Blob, layers: tuple[Blob, ...], platform: str, **layer_members: object) -> Image:
    """Put a config and its layers under a manifest; `layer_members` go into each layer's descriptor."""
    manifest = json_blob(
        MANIFEST,
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": config.descriptor(),
            "layers": [layer.descriptor(**layer_members) for layer in layers],
        },
    )
    return Image(manifest, config, layers, platform)


def platform_json(platform: str) -> dict[str, object]:
    """Split `os/architecture[/variant]` into the members that configs and indexes use.

    Raises:
        ValueError: it has another form.

    """
    parts = platform.split("/")
    names = ("os", "architecture", "variant")
    if not all(parts) or len(parts) not in {2, 3}:
        raise ValueError(f"platform {platform!r} is not os/architecture or os/architecture/variant.")
    return dict(zip(names, parts, strict=False))
