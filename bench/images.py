"""Images, their tags and the events of their pushes."""

from __future__ import annotations

import hashlib
import itertools
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from slipway.local.images import build, push

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.world import World
    from slipway.local.images import Image

REVISION: Final = "org.opencontainers.image.revision"
# Events have whole seconds: each push is told to be one second after the one before.
_SECONDS: Final[Iterator[int]] = itertools.count()
_BEGAN: Final = datetime.now(UTC) - timedelta(hours=6)


def commit_of(word: str) -> str:
    """A full commit hash that is the same for the same word."""
    return hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Pushed:
    """An image in ECR under a tag, and the event that tells of it."""

    repository: str
    tag: str
    commit: str
    digest: str
    event: dict[str, Any]


def image_of(word: str, **labels: str) -> Image:
    """An image that differs with the word; `ready_after` is the label local.ready-after, and so on."""
    named = {f"local.{name.replace('_', '-')}": value for name, value in labels.items()}
    return build({"app": word.encode()}, {REVISION: commit_of(word), **named})


def put(world: World, repository: str, word: str, *tags: str, **labels: str) -> list[Pushed]:
    """Put an image under these tags (its commit without any), one after the other, into a repository."""
    image = image_of(word, **labels)
    if labels or tags:  # only then does somebody read what is in it
        push(world.stack.aws, repository, image, (), ("AWS", "password"))
    manifest = image.manifest.data.decode()
    pushed = []
    for tag in tags or (commit_of(word),):
        world.ecr.put_image(repositoryName=repository, imageTag=tag, imageManifest=manifest)
        event = _event(world, repository, tag, image.digest)
        pushed.append(Pushed(repository, tag, commit_of(word), image.digest, event))
    return pushed


def _event(world: World, repository: str, tag: str, digest: str) -> dict[str, Any]:
    at = _BEGAN + timedelta(seconds=next(_SECONDS))
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "ECR Image Action",
        "source": "aws.ecr",
        "account": world.stack.account,
        "time": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "region": world.stack.region,
        "resources": [],
        "detail": {
            "result": "SUCCESS",
            "repository-name": repository,
            "image-digest": digest,
            "action-type": "PUSH",
            "image-tag": tag,
        },
    }
