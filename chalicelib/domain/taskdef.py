"""Cloning a task definition: everything stays as it is but the image of the named containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib.domain.image import ImageReference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.ecs import Json, TaskDefinition
    from chalicelib.domain.image import Repository

DEPLOYMENT_TAG: Final = "slipway:deployment"
IMAGE_TAG: Final = "slipway:image-tag"
COMMIT_TAG: Final = "slipway:commit"
# "Tag restrictions", Amazon ECS developer guide.
MAX_TAGS: Final = 50


def images(definition: Mapping[str, Json]) -> dict[str, str]:
    """Container name -> image, in the definition's order."""
    containers = definition.get("containerDefinitions")
    if not isinstance(containers, list):
        return {}
    return {str(one["name"]): str(one.get("image", "")) for one in containers if isinstance(one, dict)}


def containers_of(definition: Mapping[str, Json], repository: Repository) -> tuple[str, ...]:
    """The containers that run an image of that repository, whatever its tag or digest."""
    return tuple(name for name, image in images(definition).items() if _runs(image, repository))


def _runs(image: str, repository: Repository) -> bool:
    try:
        return ImageReference.parse(image).repository_uri == repository.uri
    except ValueError:
        return False


def with_image(definition: Mapping[str, Json], containers: tuple[str, ...], image: str) -> dict[str, Json]:
    """The same definition in which those containers run that image, and nothing else differs."""
    changed: list[Json] = []
    before = definition["containerDefinitions"]
    for one in before if isinstance(before, list) else []:
        if isinstance(one, dict) and one.get("name") in containers:
            changed.append({**one, "image": image})
        else:
            changed.append(one)
    return {**definition, "containerDefinitions": changed}


def revision_tags(base: TaskDefinition, deployment: Deployment) -> dict[str, str]:
    """The base's own tags, and what this revision is for. Keys of `aws:` are AWS's to set.

    A definition that has no room for all keeps its own tags; the deployment's id comes first among ours,
    since a retry finds the revision by it.
    """
    ours = {DEPLOYMENT_TAG: deployment.id, IMAGE_TAG: deployment.wish.tag, COMMIT_TAG: deployment.commit}
    kept = {k: v for k, v in base.tags.items() if not k.startswith("aws:") and k not in ours}
    added = {key: value for key, value in ours.items() if value is not None}
    room = max(0, MAX_TAGS - len(kept))
    return kept | dict(list(added.items())[:room])
