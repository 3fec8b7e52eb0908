"""Chalice's requests and responses as the edge's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalice.app import Response

from chalicelib.api.edge import answer, answer_badge, guarded
from chalicelib.api.exchange import Request
from chalicelib.api.mistakes import MalformedError
from chalicelib.api.routes import BADGE
from chalicelib.domain.caller import caller_of_context
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chalice.app import Request as ChaliceRequest

    from chalicelib.api.exchange import Reply
    from chalicelib.api.house import House
    from chalicelib.domain.lease import Invocation
    from chalicelib.ports import Telemetry


@frozen
class ChaliceEdge:
    """`enter` leads to the house, and may fail like anything else. `public_url`: the API's address, if it is set."""

    enter: Callable[[], House]
    telemetry: Telemetry
    public_url: str | None = None

    def respond(self, operation: str, request: ChaliceRequest, run: Invocation) -> Response:
        """Answer a request of the operation with that id; `badge` is `/badges/{file}`, whichever it is."""

        def work() -> Reply:
            asked = self._request(request, run)
            if operation == BADGE.id:
                return answer_badge(self.enter(), asked)
            return answer(operation, self.enter(), asked)

        return _response(guarded(self.telemetry, operation, work))

    def _request(self, request: ChaliceRequest, run: Invocation) -> Request:
        authorizer = request.context.get("authorizer")
        query = request.query_params
        return Request(
            run=run,
            base_url=self.public_url or _own_address(request.context),
            path=request.uri_params or {},
            query={name: query.getlist(name) for name in query} if query is not None else {},
            headers={name.lower(): str(value) for name, value in request.headers.items()},
            body=_body(request),
            caller=caller_of_context(authorizer) if authorizer else None,
        )


def _body(request: ChaliceRequest) -> bytes:
    """API Gateway hands text over as text, and the rest in base64."""
    try:
        raw = request.raw_body
        return raw if isinstance(raw, bytes) else raw.encode()
    except ValueError:
        raise MalformedError("the body is no UTF-8; send JSON in UTF-8") from None


def _own_address(context: Mapping[str, Any]) -> str:
    """Where the request came in, stage or base path included; without a domain the path alone."""
    route = str(context.get("resourcePath", "")).strip("/")
    parts = str(context.get("path", "")).rstrip("/").split("/")
    prefix = "/".join(parts[: len(parts) - len(route.split("/"))])
    domain = context.get("domainName")
    return f"https://{domain}{prefix}" if domain else prefix


def _response(reply: Reply) -> Response:
    return Response(body=reply.body, headers=dict(reply.headers), status_code=reply.status)
