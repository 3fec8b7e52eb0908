"""How deployments and services look in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib.api.shapes import (
    NUMBER,
    TEXT,
    TEXT_OR_NULL,
    TIME,
    TIME_OR_NULL,
    URL_OR_NULL,
    Member,
    Shape,
    instant,
    instant_or_null,
)
from chalicelib.domain.frozen import frozen
from chalicelib.domain.lifecycle import State

if TYPE_CHECKING:
    from chalicelib.api.fields import Schema
    from chalicelib.domain.asks import ServiceView
    from chalicelib.domain.commands import Hold
    from chalicelib.domain.deployment import Change, Deployment, TaskCounts
    from chalicelib.domain.ecs import Json
    from chalicelib.domain.goods import Good

_STATES: Final[list[Json]] = [state.value for state in State]
_STATE: Final[Schema] = {"type": "string", "enum": _STATES}
_STATE_OR_NULL: Final[Schema] = {"type": ["string", "null"], "enum": [*_STATES, None]}


@frozen
class ShownService:
    """A service with the addresses that lead on from it; `following` is the next page's, None on the last."""

    view: ServiceView
    badge_url: str | None
    following: str | None


@frozen
class ShownServices:
    """A page of services; `following` as above."""

    services: tuple[ShownService, ...]
    following: str | None


TASKS: Final[Shape[TaskCounts]] = Shape(
    "Tasks",
    "How many tasks there are, as ECS last said.",
    (
        Member("desired", NUMBER, lambda one: one.desired),
        Member("running", NUMBER, lambda one: one.running),
        Member("pending", NUMBER, lambda one: one.pending),
        Member("failed", NUMBER, lambda one: one.failed),
    ),
)
CHANGE: Final[Shape[Change]] = Shape(
    "Change",
    "A state that a deployment came to, when and why.",
    (
        Member("state", _STATE, lambda one: one.state.value),
        Member("at", TIME, lambda one: instant(one.at)),
        Member("reason", TEXT, lambda one: one.reason),
    ),
)
DEPLOYMENT: Final[Shape[Deployment]] = Shape(
    "Deployment",
    "One image on its way to one service.",
    (
        Member("id", TEXT, lambda one: one.id),
        Member("service", TEXT, lambda one: one.wish.service),
        Member("image", TEXT, lambda one: one.image, "Its tag, else its digest in short."),
        Member("tag", TEXT_OR_NULL, lambda one: one.wish.tag),
        Member("digest", TEXT, lambda one: one.digest),
        Member("commit", TEXT_OR_NULL, lambda one: one.commit),
        Member("state", _STATE, lambda one: one.state.value),
        Member("reason", TEXT, lambda one: one.reason, "Why it is in this state."),
        Member("requested_by", TEXT, lambda one: one.wish.requested_by),
        Member("requested_at", TIME, lambda one: instant(one.requested_at)),
        Member("updated_at", TIME, lambda one: instant(one.updated_at)),
        Member("finished_at", TIME_OR_NULL, lambda one: instant_or_null(one.finished_at)),
        Member("task_definition", TEXT_OR_NULL, lambda one: one.task_definition, "The revision's ARN."),
        Member("tasks", TASKS.ref_or_null, lambda one: TASKS.json_or_null(one.tasks)),
        Member("history", CHANGE.refs, lambda one: CHANGE.json_of_all(one.history), "Oldest first."),
    ),
)
HELD: Final[Shape[Hold]] = Shape(
    "Held",
    "A hold that is in force: who asked for it, why and when.",
    (
        Member("reason", TEXT, lambda one: one.reason),
        Member("by", TEXT, lambda one: one.by),
        Member("at", TIME, lambda one: instant(one.at)),
    ),
)
CURRENT: Final[Shape[Good]] = Shape(
    "Current",
    "The last deployment that is known to be good.",
    (
        Member("deployment", TEXT, lambda one: one.deployment),
        Member("image", TEXT, lambda one: one.image),
        Member("tag", TEXT_OR_NULL, lambda one: one.tag),
        Member("digest", TEXT, lambda one: one.digest),
        Member("commit", TEXT_OR_NULL, lambda one: one.commit),
        Member("task_definition", TEXT, lambda one: one.task_definition),
        Member("since", TIME, lambda one: instant(one.at)),
    ),
)
SERVICE: Final[Shape[ShownService]] = Shape(
    "Service",
    "A service of the mapping as it stands.",
    (
        Member("name", TEXT, lambda one: one.view.mapped.name),
        Member("cluster", TEXT, lambda one: one.view.mapped.target.cluster),
        Member(
            "state",
            _STATE_OR_NULL,
            lambda one: one.view.state.value if one.view.state else None,
            "That of its newest deployment; null when there was none.",
        ),
        Member("held", HELD.ref_or_null, lambda one: HELD.json_or_null(one.view.held)),
        Member("current", CURRENT.ref_or_null, lambda one: CURRENT.json_or_null(one.view.current)),
        Member(
            "badge_url",
            URL_OR_NULL,
            lambda one: one.badge_url,
            "With its token when the badge is private; null while the key for those cannot be read.",
        ),
        Member(
            "deployments",
            DEPLOYMENT.refs,
            lambda one: DEPLOYMENT.json_of_all(one.view.deployments),
            "Newest first.",
        ),
        Member("next", URL_OR_NULL, lambda one: one.following, "The next page of deployments."),
    ),
)
SERVICES: Final[Shape[ShownServices]] = Shape(
    "Services",
    "The services that the caller may act on, by name, each with the deployments that are open or newest.",
    (
        Member("services", SERVICE.refs, lambda one: SERVICE.json_of_all(one.services)),
        Member("next", URL_OR_NULL, lambda one: one.following, "The next page of services."),
    ),
)


def deployment_json(deployment: Deployment) -> dict[str, Json]:
    return DEPLOYMENT.json(deployment)


def service_json(view: ServiceView, badge_url: str | None, following: str | None) -> dict[str, Json]:
    return SERVICE.json(ShownService(view, badge_url, following))
