"""Every operation of the API, declared once: what is checked, what is answered, what `openapi.json` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib.api import bodies, routes
from chalicelib.api import parameters as given
from chalicelib.api.presenter import DEPLOYMENT, SERVICE, SERVICES
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from chalicelib.api.bodies import Body
    from chalicelib.api.fields import Schema
    from chalicelib.api.parameters import Parameter
    from chalicelib.api.routes import Route

_JSON: Final = "application/json"


@frozen
class Answer:
    """What success looks like. `headers` are named in `openapi.json`."""

    status: int
    description: str
    schema: Schema
    media: str = _JSON
    headers: tuple[str, ...] = ()


@frozen
class Operation:
    """One thing that can be asked for, and where. `conflicts`: it may end with 409."""

    route: Route
    summary: str
    answer: Answer
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    conflicts: bool = False


_ACCEPTED: Final = Answer(
    202, "The deployment; follow it at `Location`.", DEPLOYMENT.ref, headers=("Location",)
)
_STANDING: Final = Answer(200, "The service as it stands now.", SERVICE.ref)
_CACHED: Final = ("ETag", "Cache-Control")
_BADGE: Final = (given.BADGE, given.TOKEN, given.IF_NONE_MATCH)

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        routes.DEPLOY,
        "Deploy an image to a service",
        _ACCEPTED,
        (given.SERVICE, given.KEY),
        bodies.DEPLOY,
    ),
    Operation(
        routes.ROLLBACK,
        "Go back to a deployment that is known to be good, and hold the service",
        _ACCEPTED,
        (given.SERVICE, given.KEY),
        bodies.ROLLBACK,
        conflicts=True,
    ),
    Operation(
        routes.HOLD,
        "Deploy nothing new until the service is released",
        _STANDING,
        (given.SERVICE,),
        bodies.HOLD,
    ),
    Operation(
        routes.RELEASE,
        "Release the service; the newest deployment that was held begins",
        _STANDING,
        (given.SERVICE,),
        bodies.NOTHING,
    ),
    Operation(
        routes.STOP,
        "Have ECS stop a rollout and go back to what ran before",
        _ACCEPTED,
        (given.DEPLOYMENT,),
        bodies.NOTHING,
        conflicts=True,
    ),
    Operation(
        routes.DEPLOYMENT,
        "One deployment",
        Answer(200, "The deployment.", DEPLOYMENT.ref),
        (given.DEPLOYMENT,),
    ),
    Operation(
        routes.SERVICES,
        "The services that the caller may act on",
        Answer(200, "A page of them.", SERVICES.ref),
        (given.LIMIT, given.AFTER),
    ),
    Operation(
        routes.SERVICE,
        "One service and its deployments",
        Answer(200, "The service with a page of its deployments.", SERVICE.ref),
        (given.SERVICE, given.LIMIT, given.BEFORE),
    ),
    Operation(
        routes.BADGE_SVG,
        "A service's badge",
        Answer(200, "The badge.", {"type": "string"}, "image/svg+xml", _CACHED),
        _BADGE,
    ),
    Operation(
        routes.BADGE_JSON,
        "A service's badge for Shields to draw",
        Answer(
            200,
            "See https://shields.io/badges/endpoint-badge.",
            {"$ref": "#/components/schemas/Badge"},
            headers=_CACHED,
        ),
        _BADGE,
    ),
    Operation(
        routes.OPENAPI,
        "This description",
        Answer(200, "An OpenAPI 3.1 document.", {"type": "object"}, headers=_CACHED),
        (given.IF_NONE_MATCH,),
    ),
)
BY_ID: Final = {one.route.id: one for one in OPERATIONS}
