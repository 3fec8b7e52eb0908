"""One image from files and labels."""

from __future__ import annotations

import gzip
import io
import tarfile
from hashlib import sha256
from typing import TYPE_CHECKING

from slipway.local.images.model import CONFIG, LAYER, Blob, image_of, json_blob, platform_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slipway.local.images.model import Image

EXECUTABLE = 0o755
EPOCH = "1970-01-01T00:00:00Z"  # a fixed time: the digest follows from the content alone


def build(files: Mapping[str, bytes], labels: Mapping[str, str], platform: str = "linux/amd64") -> Image:
    """Make an image of one gzip layer that holds `files` (path in the image -> content).

    The first path, in order of the alphabet, is the command. The same input gives the same digest.

    Raises:
        ValueError: no files, a path that leaves the image's root, or a malformed platform.

    """
    if not files:
        raise ValueError("An image needs at least one file.")
    archive = _tar({_path(name): content for name, content in files.items()})
    layer = Blob(LAYER, _gzip(archive))
    config = json_blob(
        CONFIG,
        {
            **platform_json(platform),
            "created": EPOCH,
            "config": {"Cmd": ["/" + min(map(_path, files))], "Labels": dict(labels)},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{sha256(archive).hexdigest()}"]},
            "history": [{"created": EPOCH, "created_by": "slipway"}],
        },
    )
    return image_of(config, (layer,), platform)


def _path(name: str) -> str:
    path = name.lstrip("/")
    if not path or any(part in {"", ".", ".."} for part in path.split("/")):
        raise ValueError(f"{name!r} is not the path of a file inside an image.")
    return path


def _tar(files: Mapping[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, content in sorted(files.items()):
            member = tarfile.TarInfo(path)  # owner root, time zero
            member.mode, member.size = EXECUTABLE, len(content)
            archive.addfile(member, io.BytesIO(content))
    return raw.getvalue()


def _gzip(data: bytes) -> bytes:
    raw = io.BytesIO()
    # gzip.compress() writes another header from one Python to the next, GzipFile does not.
    with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as compressed:
        compressed.write(data)
    return raw.getvalue()
