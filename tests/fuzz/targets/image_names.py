"""Images, registries and digests as text: read and written alike, or ValueError."""

from __future__ import annotations

from chalicelib.domain.image import ImageReference, Registry, parse_digest
from fuzz.printable import assert_one_line

DIGEST = f"sha256:{'0' * 64}"


def check(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for read in (_reference, _registry, _digest):
        try:
            read(text)
        except ValueError as refused:
            assert_one_line(str(refused))


def _reference(text: str) -> None:
    image = ImageReference.parse(text)
    assert str(image) == text
    pinned = image.pinned(DIGEST)
    assert ImageReference.parse(str(pinned)) == pinned


def _registry(text: str) -> None:
    registry = Registry.parse(text)
    assert registry.host == text
    assert Registry.of(registry.account, registry.region) == registry


def _digest(text: str) -> None:
    assert parse_digest(text) == text
