"""One function per route: what was asked goes to the desk, what it answers becomes a reply."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from chalicelib.api.exchange import Reply
from chalicelib.api.presenter import SERVICES, ShownService, ShownServices, deployment_json, service_json
from chalicelib.domain.asks import DeployAsk, Page
from chalicelib.domain.badge_token import token
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.mapped_service import BadgeVisibility

if TYPE_CHECKING:
    from chalicelib.api.exchange import Given, Request
    from chalicelib.api.house import House
    from chalicelib.domain.asks import ServiceView
    from chalicelib.domain.deployment import Deployment
    from chalicelib.domain.ecs import Json
    from chalicelib.domain.mapped_service import MappedService

MEDIA: Final = "application/json"


def deploy(house: House, request: Request, given: Given) -> Reply:
    ask = DeployAsk(
        tag=given.optional("tag"),
        digest=given.optional("digest"),
        commit=given.optional("commit"),
        force=given.flag("force"),
    )
    key = given.optional("Idempotency-Key")
    made = house.orders.deploy(request.known_caller, given.text("name"), ask, key, request.run)
    return _accepted(request, made)


def rollback(house: House, request: Request, given: Given) -> Reply:
    to, key = given.optional("to"), given.optional("Idempotency-Key")
    made = house.orders.rollback(request.known_caller, given.text("name"), to, key, request.run)
    return _accepted(request, made)


def stop(house: House, request: Request, given: Given) -> Reply:
    return _accepted(request, house.orders.stop(request.known_caller, given.text("id"), request.run))


def hold(house: House, request: Request, given: Given) -> Reply:
    name, reason = given.text("name"), given.text("reason")
    return _service(house, request, house.orders.hold(request.known_caller, name, reason, request.run))


def release(house: House, request: Request, given: Given) -> Reply:
    return _service(
        house, request, house.orders.release(request.known_caller, given.text("name"), request.run)
    )


def deployment(house: House, request: Request, given: Given) -> Reply:
    return _json(200, deployment_json(house.reads.deployment(request.known_caller, given.text("id"))))


def service(house: House, request: Request, given: Given) -> Reply:
    page = _page(given, "before")
    view = house.reads.service(request.known_caller, given.text("name"), page)
    return _service(house, request, view, page.limit)


def services(house: House, request: Request, given: Given) -> Reply:
    page = _page(given, "after")
    found = house.reads.services(request.known_caller, page)
    shown = tuple(
        ShownService(view, _badge_url(house, request, view.mapped), _older(request, view, page.limit))
        for view in found.services
    )
    following = _following(request, "/services", page.limit, after=found.next_after)
    return _json(200, SERVICES.json(ShownServices(shown, following)))


def _accepted(request: Request, made: Deployment) -> Reply:
    return _json(202, deployment_json(made), Location=f"{request.base_url}/deployments/{made.id}")


def _service(house: House, request: Request, view: ServiceView, limit: int = Page().limit) -> Reply:
    following = _older(request, view, limit)
    return _json(200, service_json(view, _badge_url(house, request, view.mapped), following))


def _page(given: Given, start: str) -> Page:
    return Page(given.count("limit", Page().limit), given.optional(start))


def _older(request: Request, view: ServiceView, limit: int) -> str | None:
    return _following(request, f"/services/{view.mapped.name}", limit, before=view.next_before)


def _following(request: Request, path: str, limit: int, **start: str | None) -> str | None:
    if None in start.values():
        return None
    return f"{request.base_url}{path}?{urlencode({'limit': limit, **start})}"


def _badge_url(house: House, request: Request, mapped: MappedService) -> str | None:
    """None when the key cannot be had: a badge is no reason to leave a question unanswered."""
    url = f"{request.base_url}/badges/{mapped.name}.svg"
    if mapped.badge is BadgeVisibility.PUBLIC:
        return url
    try:
        return f"{url}?{urlencode({'token': token(house.badge_key(), mapped.name)})}"
    except RetryableError as fault:
        house.telemetry.warning("a private badge has no token", service_name=mapped.name, why=str(fault))
        return None


def _json(status: int, body: dict[str, Json], **headers: str) -> Reply:
    return Reply(status, json.dumps(body), {"Content-Type": MEDIA, **headers})
