"""Requests as API Gateway's REST APIs hand them to a function.

A path stays percent-encoded, so that `%2F` in a path parameter separates nothing. The event tells the API's domain.
Source: Amazon API Gateway developer guide, "Input format of a Lambda function for proxy integration".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ministack.core.responses import get_region

from slipway.local.aws import seams

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.local.aws.shapes import Json

_PREFIX: Final = "/_aws/execute-api/"


def install() -> None:
    seams.wrap("ministack.services.apigateway_v1", "_build_lambda_event_v1", _with_domain)


def as_sent(scope: Json) -> Json:
    """The ASGI scope; with the path that was sent, not its decoded form, if it goes to an API."""
    if scope["type"] == "http" and scope["path"].startswith(_PREFIX) and scope.get("raw_path"):
        return {**scope, "path": scope["raw_path"].decode("latin-1")}
    return scope


def _with_domain(original: Callable[..., Json]) -> Callable[..., Json]:
    def built(api: str, *rest: Any, **names: Any) -> Json:
        event = original(api, *rest, **names)
        domain = f"{api}.execute-api.{get_region()}.amazonaws.com"
        event["requestContext"].update(domainName=domain, domainPrefix=api)
        return event

    return built
