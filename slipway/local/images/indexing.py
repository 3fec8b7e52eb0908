"""Several images under one tag, as `docker buildx build --push` leaves them.

Attestations: https://docs.docker.com/build/metadata/attestations/attestation-storage/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slipway.local.images.model import CONFIG, INDEX, Index, image_of, json_blob, platform_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slipway.local.images.model import Image

IN_TOTO = "application/vnd.in-toto+json"
UNKNOWN = "unknown/unknown"  # keeps container runtimes from ever choosing an attestation
PREDICATE = "https://slsa.dev/provenance/v1"


def index(images: Sequence[Image], with_attestation: bool = True) -> Index:  # noqa: FBT001, FBT002  # read by name
    """Gather `images`, one per platform, in an index; each with an attestation unless told otherwise.

    Raises:
        ValueError: no image, or two for the same platform.

    """
    platforms = [image.platform for image in images]
    if not images or len(set(platforms)) < len(platforms):
        raise ValueError(f"An index wants images, one per platform, not {platforms}.")
    children = list(images)
    descriptors = [image.manifest.descriptor(platform=platform_json(image.platform)) for image in images]
    for image in images if with_attestation else ():
        attestation = _attestation(image)
        children.append(attestation)
        descriptors.append(_reference(attestation, image))
    manifest = json_blob(INDEX, {"schemaVersion": 2, "mediaType": INDEX, "manifests": descriptors})
    return Index(manifest, tuple(children))


def _reference(attestation: Image, image: Image) -> dict[str, object]:
    return attestation.manifest.descriptor(
        platform=platform_json(UNKNOWN),
        annotations={
            "vnd.docker.reference.digest": image.digest,
            "vnd.docker.reference.type": "attestation-manifest",
        },
    )


def _attestation(image: Image) -> Image:
    statement = json_blob(
        IN_TOTO,
        {
            "_type": "https://in-toto.io/Statement/v1",
            "predicateType": PREDICATE,
            "subject": [{"name": "image", "digest": {"sha256": image.digest.removeprefix("sha256:")}}],
            "predicate": {"buildDefinition": {}, "runDetails": {}},
        },
    )
    config = json_blob(
        CONFIG,
        {
            **platform_json(UNKNOWN),
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": [statement.digest]},
        },
    )
    return image_of(config, (statement,), UNKNOWN, annotations={"in-toto.io/predicate-type": PREDICATE})
