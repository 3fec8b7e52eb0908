"""What triggers what."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from aws_lambda_powertools.logging import correlation_paths
from chalice.app import AuthResponse, Chalice, ConvertToMiddleware, LambdaFunctionEvent, Rate

from chalicelib import bootstrap
from chalicelib.api.routes import SERVED
from chalicelib.domain.errors import UnauthorisedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalice.app import AuthRequest, Request, Response

    from chalicelib.api.routes import Route

app = Chalice(app_name="slipway", configure_logs=False)

_WITH_CONTEXT = bootstrap.logger.inject_lambda_context(
    clear_state=True,
    correlation_id_path=correlation_paths.EVENT_BRIDGE,
)
app.register_middleware(ConvertToMiddleware(_WITH_CONTEXT), "cloudwatch")
app.register_middleware(ConvertToMiddleware(_WITH_CONTEXT), "scheduled")
_WITH_REQUEST = bootstrap.logger.inject_lambda_context(
    clear_state=True,
    correlation_id_path=correlation_paths.API_GATEWAY_REST,
)
app.register_middleware(ConvertToMiddleware(_WITH_REQUEST), "http")

IMAGES = {
    "source": ["aws.ecr"],
    "detail-type": ["ECR Image Action"],
    "detail": {"action-type": ["PUSH"], "result": ["SUCCESS"], "image-tag": [{"anything-but": [""]}]},
}
DEPLOYMENTS = {"source": ["aws.ecs"], "detail-type": ["ECS Deployment State Change"]}


@app.on_cw_event(IMAGES)
def image_pushed(event: LambdaFunctionEvent) -> None:
    bootstrap.deployer(event.context).image_pushed(event.to_dict(), bootstrap.invocation(event.context))


@app.on_cw_event(DEPLOYMENTS)
def deployment_changed(event: LambdaFunctionEvent) -> None:
    bootstrap.deployer(event.context).deployment_changed(event.to_dict(), bootstrap.invocation(event.context))


@app.schedule(Rate(1, unit=Rate.MINUTES))
def sweep(event: LambdaFunctionEvent) -> None:
    bootstrap.deployer(event.context).sweep(bootstrap.invocation(event.context))


@app.authorizer(ttl_seconds=0)
def authorize(request: AuthRequest) -> AuthResponse:
    try:
        caller = bootstrap.authorizer().authorise(request.token, request.method_arn)
    except UnauthorisedError:
        raise Exception("Unauthorized") from None  # noqa: TRY002  this very text is API Gateway's 401
    return AuthResponse(routes=["*"], principal_id=caller.key, context=caller.context)


def _answer(operation: str) -> Response:
    """Chalice has a current request while a view runs."""
    context, request = app.lambda_context, cast("Request", app.current_request)
    return bootstrap.api(context).respond(operation, request, bootstrap.invocation(context))


def _view(route: Route) -> Callable[..., Response]:
    return lambda **_: _answer(route.id)


# What a route takes and answers is said in openapi.json, what a body may be as well; so Chalice is to check no content
# types.
for one in SERVED:
    guard = None if one.open else authorize
    app.route(one.path, methods=[one.method], name=one.id, authorizer=guard, content_types=[])(_view(one))


# Chalice's class for EventBridge events raises KeyError when one of nine members is missing. Ours are read by the
# domain, which turns malformed ones away; so they are handed on as they came.
for handler in (image_pushed, deployment_changed, sweep):
    handler.event_class = LambdaFunctionEvent
