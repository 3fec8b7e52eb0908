"""A model of ECR: repositories of tags, digests and labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from chalicelib.domain.image import Repository
from chalicelib.domain.registry import ResolvedImage, TaggedImage
from fakes.faults import Faults


class FakeRegistry:
    """The `ImageRegistry` port. A label is kept per digest, or per digest and architecture where they differ."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.tags: dict[tuple[str, str], str] = {}
        self.images: dict[str, datetime] = {}
        self.labels: dict[str | tuple[str, str], str] = {}

    def resolve(self, repository: Repository, tag: str | None, digest: str) -> ResolvedImage | None:
        with self.faults.around("resolve"):
            found = self.tags.get((repository.name, tag)) if tag else digest
            if found is None or found not in self.images:
                return None
            return ResolvedImage(repository, found, "{}")

    def revision_label(self, image: ResolvedImage, architecture: str) -> str | None:
        with self.faults.around("revision_label"):
            label = self.labels.get((image.digest, architecture)) or self.labels.get(image.digest, "")
            return label if re.fullmatch("[0-9a-f]{40}", label) else None

    def tagged(self, repository: Repository) -> Iterator[TaggedImage]:
        with self.faults.around("tagged"):
            for (name, tag), digest in self.tags.items():
                if name == repository.name:
                    yield TaggedImage(tag, digest, self.images[digest])

    def pushed_at(self, repository: Repository, digests: Sequence[str]) -> Mapping[str, datetime]:
        del repository
        with self.faults.around("pushed_at"):
            return {digest: self.images[digest] for digest in digests if digest in self.images}

    def push(self, repository: str, tag: str, digest: str, at: datetime) -> None:
        self.images.setdefault(digest, at)
        self.tags[repository, tag] = digest

    def delete(self, digest: str) -> None:
        self.images.pop(digest)
        self.tags = {tag: of for tag, of in self.tags.items() if of != digest}
