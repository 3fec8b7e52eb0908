"""What says whether a token lets its bearer in."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.http import Http
from chalicelib.adapters.oidc import Oidc, issuer_of
from chalicelib.adapters.operators import SecretOperators
from chalicelib.adapters.telemetry import PowertoolsTelemetry
from chalicelib.authorizer import Authorizer, Pipelines
from chalicelib.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aws_lambda_powertools import Logger


@cache
def authorizer(logger: Logger) -> Authorizer:
    settings, clock, telemetry = Settings.of(os.environ), SystemClock(), PowertoolsTelemetry(logger)
    pipelines = None
    if settings.oidc_workspace and settings.oidc_workspace_uuid and settings.oidc_audience:
        issuer = issuer_of(settings.bitbucket_api, settings.oidc_workspace)
        tokens = Oidc(issuer, settings.oidc_audience, Http(), clock, telemetry)
        pipelines = Pipelines(settings.oidc_workspace_uuid, tokens)
    return Authorizer(pipelines, SecretOperators(_operators_of(settings), clock, telemetry), telemetry)


def _operators_of(settings: Settings) -> Callable[[], Mapping[str, str]]:
    """Without a secret there are none."""

    def read() -> Mapping[str, str]:
        if settings.operators_secret is None:
            return {}
        from chalicelib.adapters.secrets import JsonSecret  # noqa: PLC0415  loads the SDK, which pipelines don't need

        return JsonSecret(settings.operators_secret).read(fresh=True)

    return read
