"""The only place that names concrete adapters: puts the house together, once per function."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from aws_lambda_powertools import Logger

from chalicelib.adapters.bitbucket import Bitbucket
from chalicelib.adapters.bitbucket_credentials import Credentials
from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.dynamodb import DynamoDbStore
from chalicelib.adapters.ecr import AwsEcr
from chalicelib.adapters.ecs import AwsEcs
from chalicelib.adapters.http import Http
from chalicelib.adapters.links import Links
from chalicelib.adapters.mapping_file import load
from chalicelib.adapters.secrets import JsonSecret
from chalicelib.adapters.telemetry import PowertoolsTelemetry
from chalicelib.advance import Advance
from chalicelib.deployer import Deployer
from chalicelib.domain.lease import Invocation
from chalicelib.domain.mapping import Home
from chalicelib.observer import Observer
from chalicelib.orphans import Orphans
from chalicelib.reporter import Reporter
from chalicelib.rollout import Rollout
from chalicelib.settings import Settings
from chalicelib.tracker import Tracker

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

# The same name as Chalice's app, so that Chalice's own logger is this one and no line appears twice.
logger: Final = Logger(service="slipway")


def invocation(context: object) -> Invocation:
    """Lambda delivers an event again under the same request id, so that alone does not tell runs apart."""
    run = cast("LambdaContext", context)
    left = timedelta(milliseconds=run.get_remaining_time_in_millis())
    return Invocation(f"{run.aws_request_id}/{uuid.uuid4().hex[:8]}", datetime.now(UTC) + left)


def deployer(context: object) -> Deployer:
    """The function's own ARN says which account and region are home."""
    _, _, _, region, account, *_ = cast("LambdaContext", context).invoked_function_arn.split(":")
    return _deployer(Home(account, region))


@cache
def _deployer(home: Home) -> Deployer:
    settings = Settings.of(os.environ)
    mapping = load(settings.mapping, home)
    clock, store, ecs, registry = SystemClock(), DynamoDbStore(settings.table), AwsEcs(), AwsEcr()
    telemetry = PowertoolsTelemetry(logger)
    http = Http()
    credentials = Credentials(JsonSecret(settings.bitbucket_secret), http, settings.bitbucket_api)
    statuses = Bitbucket(settings.bitbucket_api, http, credentials)
    reporter = Reporter(statuses, clock, telemetry, Links(settings.public_url, mapping).of)
    observer = Observer(ecs)
    parts: dict[str, Any] = {"store": store, "clock": clock, "telemetry": telemetry}
    rollout = Rollout(ecs=ecs, registry=registry, **parts)
    one = Advance(
        observer=observer,
        registry=registry,
        rollout=rollout,
        tracker=Tracker(ecs, clock),
        reporter=reporter,
        **parts,
    )
    orphans = Orphans(reporter=reporter, **parts)
    return Deployer(mapping=mapping, observer=observer, one=one, orphans=orphans, **parts)
