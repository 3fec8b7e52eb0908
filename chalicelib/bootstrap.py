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
from chalicelib.adapters.http import Http
from chalicelib.adapters.links import Links
from chalicelib.adapters.mapping_file import load
from chalicelib.adapters.operators import SecretOperators
from chalicelib.adapters.telemetry import PowertoolsTelemetry
from chalicelib.advance import Advance
from chalicelib.api.chalice_edge import ChaliceEdge
from chalicelib.api.house import House
from chalicelib.authorizer import Authorizer, Pipelines
from chalicelib.deployer import Deployer
from chalicelib.desk import Desk
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.lease import Invocation
from chalicelib.domain.mapping import Home
from chalicelib.finder import Finder
from chalicelib.observer import Observer
from chalicelib.orphans import Orphans
from chalicelib.reading import Reading
from chalicelib.reporter import Reporter
from chalicelib.rollout import Rollout
from chalicelib.settings import Settings
from chalicelib.tracker import Tracker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aws_lambda_powertools.utilities.typing import LambdaContext

# The same name as Chalice's app, so that Chalice's own logger is this one and no line appears twice.
logger: Final = Logger(service="slipway")


def invocation(context: object) -> Invocation:
    """Lambda delivers an event again under the same request id, so that alone does not tell runs apart."""
    run = cast("LambdaContext", context)
    left = timedelta(milliseconds=run.get_remaining_time_in_millis())
    return Invocation(f"{run.aws_request_id}/{uuid.uuid4().hex[:8]}", datetime.now(UTC) + left)


def deployer(context: object) -> Deployer:
    return _deployer(_home(context))


def api(context: object) -> ChaliceEdge:
    """A house that cannot be entered answers requests with what is wrong, instead of failing to start."""
    home, settings = _home(context), Settings.of(os.environ)
    return ChaliceEdge(lambda: _house(home), PowertoolsTelemetry(logger), settings.public_url)


def _home(context: object) -> Home:
    """The function's own ARN says which account and region are home."""
    _, _, _, region, account, *_ = cast("LambdaContext", context).invoked_function_arn.split(":")
    return Home(account, region)


@cache
def authorizer() -> Authorizer:
    """Neither made nor asked about a pipeline's token does it load the SDK: only an operator's needs that."""
    settings, clock, telemetry = Settings.of(os.environ), SystemClock(), PowertoolsTelemetry(logger)
    pipelines = None
    if settings.oidc_workspace and settings.oidc_workspace_uuid and settings.oidc_audience:
        from chalicelib.adapters.oidc import Oidc, issuer_of  # noqa: PLC0415  cryptography, which no other needs

        issuer = issuer_of(settings.bitbucket_api, settings.oidc_workspace)
        tokens = Oidc(issuer, settings.oidc_audience, Http(), clock, telemetry)
        pipelines = Pipelines(settings.oidc_workspace_uuid, tokens)
    return Authorizer(pipelines, SecretOperators(_operators_of(settings), clock, telemetry), telemetry)


def _operators_of(settings: Settings) -> Callable[[], Mapping[str, str]]:
    """Without a secret there are none."""

    def read() -> Mapping[str, str]:
        if settings.operators_secret is None:
            return {}
        from chalicelib.adapters.secrets import JsonSecret  # noqa: PLC0415  loads the SDK, some 300 ms

        return JsonSecret(settings.operators_secret).read(fresh=True)

    return read


@cache
def _house(home: Home) -> House:
    from chalicelib.adapters import dynamodb_archive, ecr  # noqa: PLC0415  they load the SDK, some 300 ms

    settings, clock, telemetry = Settings.of(os.environ), SystemClock(), PowertoolsTelemetry(logger)
    deployer, archive = _deployer(home), dynamodb_archive.DynamoDbArchive(settings.table, clock)
    reading = Reading(deployer.mapping, archive, telemetry)
    desk = Desk(
        reading=reading,
        finder=Finder(ecr.AwsEcr()),
        store=deployer.store,
        archive=archive,
        deployer=deployer,
        clock=clock,
        distinct=lambda: uuid.uuid4().hex,
    )
    return House(desk, reading, _badge_key_of(settings), telemetry)


def _badge_key_of(settings: Settings) -> Callable[[], bytes]:
    def read() -> bytes:
        from chalicelib.adapters.secrets import JsonSecret  # noqa: PLC0415  loads the SDK, some 300 ms

        if settings.badge_secret is None:
            raise RetryableError("SLIPWAY_BADGE_SECRET is not set, so private badges have no tokens")
        return JsonSecret(settings.badge_secret).read()["key"].encode()

    return read


@cache
def _deployer(home: Home) -> Deployer:
    from chalicelib.adapters import dynamodb, ecr, ecs, secrets  # noqa: PLC0415  they load the SDK, some 300 ms

    settings = Settings.of(os.environ)
    mapping = load(settings.mapping, home)
    clock, store = SystemClock(), dynamodb.DynamoDbStore(settings.table)
    services, registry = ecs.AwsEcs(), ecr.AwsEcr()
    telemetry = PowertoolsTelemetry(logger)
    http = Http()
    credentials = Credentials(secrets.JsonSecret(settings.bitbucket_secret), http, settings.bitbucket_api)
    statuses = Bitbucket(settings.bitbucket_api, http, credentials)
    reporter = Reporter(statuses, clock, telemetry, Links(settings.public_url, mapping).of)
    observer = Observer(services)
    parts: dict[str, Any] = {"store": store, "clock": clock, "telemetry": telemetry}
    rollout = Rollout(ecs=services, registry=registry, **parts)
    one = Advance(
        observer=observer,
        registry=registry,
        rollout=rollout,
        tracker=Tracker(services, clock),
        reporter=reporter,
        **parts,
    )
    orphans = Orphans(reporter=reporter, **parts)
    return Deployer(mapping=mapping, observer=observer, one=one, orphans=orphans, **parts)
