"""A request is read as its operation declares, given to its view, and answered, whatever happens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from chalicelib.api import open_views, views
from chalicelib.api.exchange import Given
from chalicelib.api.operations import BY_ID
from chalicelib.api.parameters import NO_BADGE, of_headers, of_query, path_names
from chalicelib.api.problems import problem_of
from chalicelib.api.strict_json import bounded
from chalicelib.domain.errors import NotFoundError, RetryableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.api.exchange import Reply, Request
    from chalicelib.api.fields import Value
    from chalicelib.api.house import House
    from chalicelib.api.operations import Operation
    from chalicelib.ports import Telemetry

View: TypeAlias = "Callable[[House, Request, Given], Reply]"

VIEWS: Final[dict[str, View]] = {
    "deploy": views.deploy,
    "rollback": views.rollback,
    "hold": views.hold,
    "release": views.release,
    "stop": views.stop,
    "deployment": views.deployment,
    "services": views.services,
    "service": views.service,
    "badge_svg": open_views.badge_svg,
    "badge_json": open_views.badge_json,
    "openapi": open_views.openapi,
}
_SUFFIXES: Final = {".svg": "badge_svg", ".json": "badge_json"}
# Nothing is kept by whoever carries it, but what says otherwise.
_ALWAYS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_OURS: Final = 500


def answer(operation: str, house: House, request: Request) -> Reply:
    """The reply of the operation with that id. Raises what its view raises."""
    declared = BY_ID[operation]
    return VIEWS[operation](house, request, Given(_given(declared, request)))


def answer_badge(house: House, request: Request) -> Reply:
    """The reply to `/badges/{file}`: a route's part cannot be half a name, so the suffix is told apart here."""
    file = request.path["file"]
    for suffix, operation in _SUFFIXES.items():
        if file.endswith(suffix):
            named = replace(request, path={"name": file.removesuffix(suffix)})
            return answer(operation, house, named)
    raise NotFoundError(NO_BADGE)


def guarded(telemetry: Telemetry, operation: str, work: Callable[[], Reply]) -> Reply:
    """What `work` replies; whatever it raises becomes a problem, and its reason a line of the log."""
    try:
        reply = work()
    except Exception as error:  # noqa: BLE001  the last resort: nobody is shown a traceback
        reply = problem_of(error)
        _log(telemetry, operation, reply.status, error)
    return replace(reply, headers={**_ALWAYS, **reply.headers})


def _given(declared: Operation, request: Request) -> dict[str, Value]:
    bounded(request.body)
    if not declared.route.open:
        _ = request.known_caller
    parameters = declared.parameters
    found = path_names(parameters, request.path)
    found |= of_query(parameters, request.query, strict=not declared.route.open)
    found |= of_headers(parameters, request.headers)
    if declared.body is not None:
        found |= declared.body.read(request.body, request.headers.get("content-type"))
    return found


def _log(telemetry: Telemetry, operation: str, status: int, error: Exception) -> None:
    """Of a refusal only its kind: its words may repeat what somebody sent by mistake."""
    said: dict[str, object] = {"operation": operation, "status": status, "kind": type(error).__name__}
    if status < _OURS:
        telemetry.info("a request was refused", **said)
    elif isinstance(error, RetryableError):
        telemetry.warning("a request could not be answered now", why=str(error), **said)
    else:
        telemetry.error("a request failed", **said)
