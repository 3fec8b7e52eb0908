"""The only place that names concrete adapters: puts the house together, once per function, of what that one needs."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from aws_lambda_powertools import Logger

from chalicelib.domain.lease import Invocation
from chalicelib.domain.mapping import Home
from chalicelib.settings import Settings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from chalicelib.api.chalice_edge import ChaliceEdge
    from chalicelib.authorizer import Authorizer
    from chalicelib.deployer import Deployer

# The same name as Chalice's app, so that Chalice's own logger is this one and no line appears twice.
logger: Final = Logger(service="slipway")
_ROOMS: Final = {"app.app": "requests", "app.authorize": "tokens"}


def invocation(context: object) -> Invocation:
    """Lambda delivers an event again under the same request id, so that alone does not tell runs apart."""
    run = cast("LambdaContext", context)
    left = timedelta(milliseconds=run.get_remaining_time_in_millis())
    return Invocation(f"{run.aws_request_id}/{uuid.uuid4().hex[:8]}", datetime.now(UTC) + left)


def deployer(context: object) -> Deployer:
    from chalicelib.bootstrap import events  # noqa: PLC0415  the SDK, which the authorizer does without

    return events.deployer(_home(context), logger)


def api(context: object) -> ChaliceEdge:
    """A house that cannot be entered answers requests with what is wrong, instead of failing to start."""
    from chalicelib.bootstrap import requests  # noqa: PLC0415  what events do without

    return requests.edge(_home(context), Settings.of(os.environ), logger)


def authorizer() -> Authorizer:
    """Neither made nor asked about a pipeline's token does it load the SDK: only an operator's needs that."""
    from chalicelib.bootstrap import tokens  # noqa: PLC0415  cryptography, which all others do without

    return tokens.authorizer(logger)


def _home(context: object) -> Home:
    """The function's own ARN says which account and region are home."""
    _, _, _, region, account, *_ = cast("LambdaContext", context).invoked_function_arn.split(":")
    return Home(account, region)


# Lambda names the handler that it starts. What that one needs is loaded at once, while the function is initialised,
# and not when the first event waits for it.
if handler := os.environ.get("_HANDLER"):
    import_module(f"{__name__}.{_ROOMS.get(handler, 'events')}")
