"""What `openapi.json` shows as examples: made from the domain's own values, so that they are as real ones look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.api import presenter, rules
from chalicelib.domain.asks import ServiceView
from chalicelib.domain.commands import Hold
from chalicelib.domain.deployment import Deployment, Order, Origin, TaskCounts, Wish, deployment_id
from chalicelib.domain.goods import Good
from chalicelib.domain.image import Registry, Repository
from chalicelib.domain.lifecycle import State
from chalicelib.domain.mapped_service import MappedService, Target
from chalicelib.domain.tag_policy import GlobPolicy

if TYPE_CHECKING:
    from chalicelib.domain.ecs import Json

_NAME: Final = "shop-api-production"
_TAG: Final = "main-1f2e3d4"
_NOON: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
_ARN: Final = "arn:aws:ecs:eu-west-1:123456789012:task-definition/shop-api:42"
_API: Final = "https://deploy.example.com"

_wish = Wish(
    id=deployment_id(_NAME, _NOON, rules.IMAGE_DIGEST.example),
    service=_NAME,
    tag=_TAG,
    order=Order(_NOON, rules.IMAGE_DIGEST.example),
    origin=Origin.REQUEST,
    requested_by="operator alice",
    commit=rules.COMMIT.example,
)
_begun = Deployment.requested(_wish, _NOON).become(
    State.DEPLOYING, _NOON + timedelta(seconds=2), f"ECS rolls out {_TAG}"
)
_deployment = Deployment(
    wish=_wish,
    digest=_begun.digest,
    requested_at=_NOON,
    history=_begun.history,
    commit=_wish.commit,
    task_definition=_ARN,
    tasks=TaskCounts(desired=3, running=1, pending=2, failed=0),
)
_hold = Hold("hold.1", _NAME, _NOON, "operator alice", rules.HOLD_REASON.example)
_good = Good(_wish.id, _TAG, _wish.digest, _ARN, _NOON, _TAG, _wish.commit)
_mapped = MappedService(
    name=_NAME,
    repository=Repository(Registry("123456789012", "eu-west-1"), "shop/api"),
    policy=GlobPolicy(),
    target=Target("production", "shop-api", "eu-west-1"),
)
_service = presenter.ShownService(
    ServiceView(_mapped, State.DEPLOYING, _hold, _good, (_deployment,), _wish.id),
    f"{_API}/badges/{_NAME}.svg?token=abc",
    f"{_API}/services/{_NAME}?limit=1&before={_wish.id}",
)

EXAMPLES: Final[dict[str, Json]] = {
    "Tasks": presenter.TASKS.json(TaskCounts(desired=3, running=1, pending=2, failed=0)),
    "Change": presenter.CHANGE.json(_begun.history[-1]),
    "Deployment": presenter.DEPLOYMENT.json(_deployment),
    "Held": presenter.HELD.json(_hold),
    "Current": presenter.CURRENT.json(_good),
    "Service": presenter.SERVICE.json(_service),
    "Services": presenter.SERVICES.json(presenter.ShownServices((_service,), None)),
}
