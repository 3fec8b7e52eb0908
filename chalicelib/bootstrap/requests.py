"""What answers requests: the edge, and the house behind it."""

from __future__ import annotations

import os
import uuid
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.dynamodb_archive import DynamoDbArchive
from chalicelib.adapters.ecr import AwsEcr
from chalicelib.adapters.secrets import JsonSecret
from chalicelib.adapters.telemetry import PowertoolsTelemetry
from chalicelib.api.chalice_edge import ChaliceEdge
from chalicelib.api.house import House
from chalicelib.bootstrap import events
from chalicelib.desk import Desk
from chalicelib.domain.errors import RetryableError
from chalicelib.finder import Finder
from chalicelib.reading import Reading
from chalicelib.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools import Logger

    from chalicelib.domain.mapping import Home


def edge(home: Home, settings: Settings, logger: Logger) -> ChaliceEdge:
    return ChaliceEdge(lambda: house(home, logger), PowertoolsTelemetry(logger), settings.public_url)


@cache
def house(home: Home, logger: Logger) -> House:
    settings, clock, telemetry = Settings.of(os.environ), SystemClock(), PowertoolsTelemetry(logger)
    deployer, archive = events.deployer(home, logger), DynamoDbArchive(settings.table, clock)
    reading = Reading(deployer.mapping, archive, telemetry)
    desk = Desk(
        reading=reading,
        finder=Finder(AwsEcr()),
        store=deployer.store,
        archive=archive,
        deployer=deployer,
        clock=clock,
        distinct=lambda: uuid.uuid4().hex,
    )
    return House(desk, reading, _badge_key_of(settings), telemetry)


def _badge_key_of(settings: Settings) -> Callable[[], bytes]:
    def read() -> bytes:
        if settings.badge_secret is None:
            raise RetryableError("SLIPWAY_BADGE_SECRET is not set, so private badges have no tokens")
        return JsonSecret(settings.badge_secret).read()["key"].encode()

    return read
