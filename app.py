"""What triggers what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_lambda_powertools.logging import correlation_paths
from chalice.app import Chalice, ConvertToMiddleware, Rate

from chalicelib import bootstrap

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent

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
def image_pushed(event: CloudWatchEvent) -> None:
    bootstrap.deployer(event.context).image_pushed(event.to_dict(), bootstrap.invocation(event.context))


@app.on_cw_event(DEPLOYMENTS)
def deployment_changed(event: CloudWatchEvent) -> None:
    bootstrap.deployer(event.context).deployment_changed(event.to_dict(), bootstrap.invocation(event.context))


@app.schedule(Rate(1, unit=Rate.MINUTES))
def sweep(event: CloudWatchEvent) -> None:
    bootstrap.deployer(event.context).sweep(bootstrap.invocation(event.context))
