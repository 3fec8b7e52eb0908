"""The deployments that are known to be good, and where a rollback leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib.domain.deployment import Origin
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from chalicelib.domain.deployment import Deployment

REMEMBERED: Final = 10


@frozen
class Good:
    """A deployment that succeeded: where a rollback may lead. `image` is what people call its image."""

    deployment: str
    image: str
    digest: str
    task_definition: str
    at: datetime
    tag: str | None = None
    commit: str | None = None


def good_of(deployment: Deployment) -> Good | None:
    """The deployment as a place to go back to; None while its revision is not known."""
    if deployment.task_definition is None:
        return None
    return Good(
        deployment=deployment.id,
        image=deployment.image,
        digest=deployment.digest,
        task_definition=deployment.task_definition,
        at=deployment.updated_at,
        tag=deployment.wish.tag,
        commit=deployment.commit,
    )


def remembering(goods: tuple[Good, ...], deployment: Deployment) -> tuple[Good, ...]:
    """With a deployment that succeeded as the newest, oldest first.

    The image of the newest takes its place instead of standing twice. A rollback forgets what it went back from:
    another rollback then leads further back, not forth again.
    """
    good = good_of(deployment)
    if good is None:
        return goods
    if deployment.wish.origin is Origin.ROLLBACK:
        goods = _before(goods, good.digest)
    elif goods and goods[-1].digest == good.digest:
        goods = goods[:-1]
    return (*goods, good)[-REMEMBERED:]


def way_back(goods: Sequence[Good], tip: str | None) -> Good | None:
    """The newest good deployment of another image than the one that Slipway last had ECS run (`tip`, a digest).

    After a failure that is the last success; after a success the one before it.
    """
    return next((good for good in reversed(goods) if good.digest != tip), None)


def _before(goods: tuple[Good, ...], digest: str) -> tuple[Good, ...]:
    places = [index for index, one in enumerate(goods) if one.digest == digest]
    return goods[: places[-1]] if places else ()
