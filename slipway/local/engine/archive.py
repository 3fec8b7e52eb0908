"""A pushed image as the archive that `docker load` takes, made of the very bytes that were pushed.

An engine could pull from the local registry just as well, but only after somebody has told it to trust an
unencrypted one, and an engine in a virtual machine does not even reach it. Loading needs no setting.

Source: Docker image specification 1.2, "Combined image JSON + filesystem changeset format".
"""

from __future__ import annotations

import io
import json
import tarfile
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PushedImage:
    """The config and the layers of one image for one platform, as they lie in the registry, digest -> bytes."""

    config: tuple[str, bytes]
    layers: tuple[tuple[str, bytes], ...]

    @property
    def id(self) -> str:
        """The config's digest, by which engines know an image."""
        return self.config[0]


def archive(image: PushedImage, name: str) -> bytes:
    """The tar archive that loads `image` under `name`."""
    config = f"{_hex(image.id)}.json"
    layers = [f"{_hex(digest)}/layer.tar" for digest, _ in image.layers]
    manifest = [{"Config": config, "RepoTags": [name], "Layers": layers}]
    contents = dict(zip(layers, (content for _, content in image.layers), strict=True))
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as target:
        for path, content in {
            **contents,
            config: image.config[1],
            "manifest.json": json.dumps(manifest).encode(),
        }.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            target.addfile(member, io.BytesIO(content))
    return raw.getvalue()


def _hex(digest: str) -> str:
    return digest.partition(":")[2]
