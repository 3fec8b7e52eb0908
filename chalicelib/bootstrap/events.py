"""What acts on events; requests that change something go through it too."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

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
from chalicelib.observer import Observer
from chalicelib.orphans import Orphans
from chalicelib.reporter import Reporter
from chalicelib.rollout import Rollout
from chalicelib.settings import Settings
from chalicelib.tracker import Tracker

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

    from chalicelib.domain.mapping import Home


@cache
def deployer(home: Home, logger: Logger) -> Deployer:
    settings = Settings.of(os.environ)
    mapping = load(settings.mapping, home)
    clock, store = SystemClock(), DynamoDbStore(settings.table)
    services, registry = AwsEcs(), AwsEcr()
    telemetry = PowertoolsTelemetry(logger)
    http = Http()
    credentials = Credentials(JsonSecret(settings.bitbucket_secret), http, settings.bitbucket_api)
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
