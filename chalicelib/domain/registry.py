"""What a registry says of an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.image import Repository


@frozen
class ResolvedImage:
    """What a tag or digest leads to now: the digest of the tagged manifest, and the manifest itself."""

    repository: Repository
    digest: str
    manifest: str


@frozen
class TaggedImage:
    """One tag, and when the image that it leads to was pushed."""

    tag: str
    digest: str
    pushed_at: datetime
