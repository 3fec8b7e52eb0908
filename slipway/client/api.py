"""The API's operations, one method each. Every method raises ApiError."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from slipway.client import answers
from slipway.client.members import UnexpectedAnswerError
from slipway.client.problems import no_json
from slipway.client.sending import ATTEMPTS, BACKOFF, Request, Sender, pool_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from slipway.client.answers import Deployment, Service, Services

T = TypeVar("T")
PAGE: Final = 100
# The header `Date` has whole seconds, and is not of the very clock that sets `finished_at`.
LENIENCE: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Api:
    sender: Sender

    @classmethod
    def at(cls, url: str, token: str, backoff: float = BACKOFF) -> Api:
        """`url` is the API's own address, with its stage's path if it has one, without a slash at the end."""
        return cls(Sender(url, token, pool_for(url), backoff))

    def deploy(self, service: str, body: dict[str, Any], key: str) -> Deployment:
        """`body`: `tag`, `digest`, `commit`, `force`. The same `key` and body lead to the same deployment."""
        path = f"/services/{_named(service)}/deployments"
        return self._begin(Request("POST", path, body, key))

    def rollback(self, service: str, to: str | None, key: str) -> Deployment:
        """`to`: a deployment's id; None is the last known good one. Holds the service."""
        body = {} if to is None else {"to": to}
        path = f"/services/{_named(service)}/rollback"
        return self._begin(Request("POST", path, body, key))

    def hold(self, service: str, reason: str) -> Service:
        path = f"/services/{_named(service)}/hold"
        return self._ask(Request("PUT", path, {"reason": reason}), answers.service)

    def release(self, service: str) -> Service:
        return self._ask(Request("DELETE", f"/services/{_named(service)}/hold"), answers.service)

    def stop(self, deployment: str) -> Deployment:
        return self._ask(Request("POST", f"/deployments/{_named(deployment)}/stop"), answers.deployment)

    def deployment(self, deployment: str, attempts: int = ATTEMPTS) -> Deployment:
        request = Request("GET", f"/deployments/{_named(deployment)}")
        return self._ask(request, answers.deployment, attempts)

    def services(self) -> Services:
        """All of them, page by page."""
        found = self._ask(Request("GET", f"/services?limit={PAGE}"), answers.services)
        while found.next:
            more = self._ask(Request("GET", f"/services{_query(found.next)}"), answers.services)
            if {one.name for one in more.services} <= {one.name for one in found.services}:
                break
            raw = {**more.raw, "services": [one.raw for one in (*found.services, *more.services)]}
            found = replace(more, services=(*found.services, *more.services), raw=raw)
        return found

    def service(self, service: str, limit: int) -> Service:
        """With its newest deployments, at most so many, page by page."""
        path = f"/services/{_named(service)}"
        found = self._ask(Request("GET", f"{path}?limit={min(limit, PAGE)}"), answers.service)
        while found.next and len(found.deployments) < limit:
            left = min(limit - len(found.deployments), PAGE)
            page = f"{path}{_query(found.next, limit=str(left))}"
            more = self._ask(Request("GET", page), answers.service)
            if {one.id for one in more.deployments} <= {one.id for one in found.deployments}:
                break
            seen = (*found.deployments, *more.deployments)
            raw = {**more.raw, "deployments": [one.raw for one in seen]}
            found = replace(more, deployments=seen, raw=raw)
        return found

    def _begin(self, request: Request) -> Deployment:
        begun = time.monotonic()
        answer = self.sender.send(request)
        took = timedelta(seconds=time.monotonic() - begun)
        made = self._read(answer.content, answers.deployment)
        return replace(made, earlier=_ended_before(made, answer.at, took))

    def _ask(self, request: Request, read: Callable[[dict[str, Any]], T], attempts: int = ATTEMPTS) -> T:
        return self._read(self.sender.send(request, attempts).content, read)

    def _read(self, content: dict[str, Any], read: Callable[[dict[str, Any]], T]) -> T:
        try:
            return read(content)
        except UnexpectedAnswerError as error:
            raise no_json(self.sender.url) from error


def _ended_before(made: Deployment, answered_at: datetime | None, took: timedelta) -> bool:
    """Whether it had ended when its request was sent, by the clock of the API."""
    if made.finished_at is None or answered_at is None:
        return False
    return made.finished_at < answered_at - took - LENIENCE


def _named(name: str) -> str:
    return quote(name, safe="")


def _query(following: str, **instead: str) -> str:
    """Only the query of `next` is used: the token goes to no other address than its own."""
    return f"?{urlencode(dict(parse_qsl(urlsplit(following).query)) | instead)}"
