"""What triggers what."""

from __future__ import annotations

from aws_lambda_powertools.logging import correlation_paths
from chalice.app import Chalice, ConvertToMiddleware, LambdaFunctionEvent, Rate

from chalicelib import bootstrap

app = Chalice(app_name="slipway", configure_logs=False)

_WITH_CONTEXT = bootstrap.logger.inject_lambda_context(
    clear_state=True,
    correlation_id_path=correlation_paths.EVENT_BRIDGE,
)
app.register_middleware(ConvertToMiddleware(_WITH_CONTEXT), "cloudwatch")
app.register_middleware(ConvertToMiddleware(_WITH_CONTEXT), "scheduled")

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


# Chalice's class for EventBridge events raises KeyError when one of nine members is missing. Ours are read by the
# domain, which turns malformed ones away; so they are handed on as they came.
for handler in (image_pushed, deployment_changed, sweep):
    handler.event_class = LambdaFunctionEvent
