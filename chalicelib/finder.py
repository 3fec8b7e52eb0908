"""Which image a request means: by tag, digest or commit, looked up and held against what the caller says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.errors import UnprocessableError
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from chalicelib.domain.asks import DeployAsk
    from chalicelib.domain.mapping import MappedService
    from chalicelib.domain.registry import ResolvedImage, TaggedImage
    from chalicelib.ports import ImageRegistry

_ARCHITECTURES = ("amd64", "arm64")


@frozen
class Found:
    """The image that was meant. `tag` is None when it was asked for by digest alone."""

    tag: str | None
    digest: str
    commit: str | None


@frozen
class Finder:
    """Looks images up in ECR. A caller's commit is an assertion: nothing that contradicts it is deployed."""

    registry: ImageRegistry

    def find(self, mapped: MappedService, ask: DeployAsk) -> Found:
        """Raises UnprocessableError when there is no such image, or when what was said of it does not agree."""
        tag = ask.tag
        if tag is None and ask.digest is None:
            tag = self._tag_of(mapped, str(ask.commit))
        name = mapped.repository.name
        image = self.registry.resolve(mapped.repository, tag, ask.digest or "")
        if image is None:
            what = f"{name}:{tag}" if tag else f"{name}@{ask.digest}"
            raise UnprocessableError(f"ECR has no image {what}; push it first, or correct the request")
        if ask.digest is not None and image.digest != ask.digest:
            raise UnprocessableError(
                f"{name}:{tag} leads to {image.digest}, not to {ask.digest}; ask for one of the two"
            )
        return Found(tag, image.digest, self._commit(mapped, ask.commit, tag, image))

    def _tag_of(self, mapped: MappedService, commit: str) -> str:
        """The tag that is the commit, else the latest pushed of those in which the mapping's policy finds it."""
        if self.registry.resolve(mapped.repository, commit, "") is not None:
            return commit
        named = [
            one
            for one in self.registry.tagged(mapped.repository)
            if _agree(mapped.policy.commit(one.tag), commit)
        ]
        if not named:
            raise UnprocessableError(
                f"no tag of {mapped.repository.name} names commit {commit}; push the image first, ask for it by tag "
                "or digest, or have `image.tags` of the mapping say where a tag has the commit"
            )
        return max(named, key=_pushed).tag

    def _commit(
        self, mapped: MappedService, asserted: str | None, tag: str | None, image: ResolvedImage
    ) -> str | None:
        named = mapped.policy.commit(tag) if tag is not None else None
        if asserted is None:
            return named
        label = self._label(image)
        for source, commit in (("the tag", named), ("the image's label", label)):
            if commit is not None and not _agree(commit, asserted):
                raise UnprocessableError(
                    f"{source} says commit {commit}, the request says {asserted}; nothing is deployed"
                )
        return max((named or "", label or "", asserted), key=len)

    def _label(self, image: ResolvedImage) -> str | None:
        labels = (self.registry.revision_label(image, one) for one in _ARCHITECTURES)
        return next((label for label in labels if label is not None), None)


def _agree(commit: str | None, other: str) -> bool:
    """Short hashes stand for what begins with them."""
    return commit is not None and (commit.startswith(other) or other.startswith(commit))


def _pushed(one: TaggedImage) -> tuple[object, str]:
    return (one.pushed_at, one.tag)
