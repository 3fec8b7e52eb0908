"""Which image a deploy would be about: the one that is named, else the newest that the mapping's policy takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.domain.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from chalicelib.domain.mapping import MappedService
    from chalicelib.domain.registry import TaggedImage
    from chalicelib.domain.semver import Version
    from chalicelib.domain.tag_policy import TagPolicy
    from chalicelib.ports import ImageRegistry


@dataclass(frozen=True, slots=True)
class Chosen:
    """`digest` is empty while only the tag is known; `why` says in words how it was chosen."""

    tag: str | None
    digest: str
    why: str


def choose(mapped: MappedService, registry: ImageRegistry, tag: str | None, digest: str | None) -> Chosen:
    """Raises RefusedError when nothing was named and the policy takes no tag that there is."""
    if digest is not None:
        return Chosen(None, digest, "as asked for, by digest")
    if tag is not None:
        taken = mapped.policy.matches(tag)
        return Chosen(
            tag, "", "as asked for" if taken else "as asked for; a push of it would not be followed"
        )
    found = newest(registry.tagged(mapped.repository), mapped.policy)
    if found is None:
        raise RefusedError(
            f"no tag of {mapped.repository.name} is one that {mapped.name} follows; push one, name one with --tag, or "
            "correct image.tags in the mapping"
        )
    how = "the highest version" if mapped.policy.version(found.tag) is not None else "the latest pushed"
    when = f"{found.pushed_at:%Y-%m-%d %H:%M} {found.pushed_at.tzname() or ''}".strip()
    return Chosen(found.tag, found.digest, f"{how} of the tags that {mapped.name} follows, pushed {when}")


def newest(tags: Iterable[TaggedImage], policy: TagPolicy) -> TaggedImage | None:
    """By version where the policy has versions, else by time of push; None when the policy takes none."""
    taken = [one for one in tags if policy.matches(one.tag)]
    return max(taken, key=lambda one: _rank(one, policy), default=None)


def _rank(one: TaggedImage, policy: TagPolicy) -> tuple[tuple[Version, ...], datetime, str]:
    version = policy.version(one.tag)
    return ((version,) if version is not None else (), one.pushed_at, one.tag)
