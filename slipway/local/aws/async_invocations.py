# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""Asynchronous invocations as Lambda makes them.

One request id for all tries of an event; a try that was only throttled does not count; what fails to the last goes to
the on-failure destination, else to the dead-letter queue. Source: AWS Lambda developer guide, "How Lambda handles
errors and retries with asynchronous invocation".
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from contextvars import ContextVar
from typing import TYPE_CHECKING

from ministack.core.responses import request_scope
from ministack.services import eventbridge, lambda_svc

from slipway.local.aws import seams
from slipway.local.aws.pending import INVOCATIONS

if TYPE_CHECKING:
    from slipway.local.aws.pending import Pending
    from slipway.local.aws.settings import Pace
    from slipway.local.aws.shapes import Json

_LAMBDA = "ministack.services.lambda_svc"
_RETRIES = 2
_THROTTLED_PAUSE = 0.2
_next_id: ContextVar[str | None] = ContextVar("_next_id", default=None)


def install(pace: Pace, pending: Pending) -> None:
    """`pace.async_retry` lies between the first two tries, twice as long before the third."""

    def invoke(function: Json, event: Json) -> None:
        configuration = function.get("config") or function
        _, _, _, region, account, _ = configuration["FunctionArn"].split(":", 5)

        def run() -> None:
            with pending.ending(INVOCATIONS), request_scope(account, region):
                _deliver(function, configuration, event, pace.async_retry)

        pending.began(INVOCATIONS)
        threading.Thread(target=run, daemon=True, name=f"async-{configuration['FunctionName']}").start()

    def to_function(arn: str, payload: str) -> None:
        function, configuration, name = lambda_svc._get_func_record_for_ref(arn)
        if not function or not configuration:
            eventbridge.logger.warning("EventBridge -> Lambda: function %s not found", name)
            return
        invoke(lambda_svc._execution_record_for_config(function, configuration), json.loads(payload))

    seams.replace(_LAMBDA, "invoke_async_with_retry", invoke)
    seams.replace(_LAMBDA, "new_uuid", _id)
    seams.replace("ministack.services.eventbridge", "_dispatch_to_lambda", to_function)


def _deliver(function: Json, configuration: Json, event: Json, pause: float) -> None:
    """Tries until one succeeds or all have failed."""
    settings = _invoke_settings(function)
    given = settings.get("MaximumRetryAttempts")
    retries = _RETRIES if given is None else int(given)
    deadline = time.monotonic() + int(settings.get("MaximumEventAgeInSeconds") or 21600)
    request_id, result = str(uuid.uuid4()), {}
    for attempt in range(retries + 1):
        time.sleep(pause * 2 ** (attempt - 1) if attempt else 0)
        result = _try(function, event, request_id, deadline)
        if not result.get("error"):
            return
    destination = settings.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    target = destination or (configuration.get("DeadLetterConfig") or {}).get("TargetArn")
    if target:
        lambda_svc._route_async_failure(target, configuration["FunctionName"], event, result)


def _try(function: Json, event: Json, request_id: str, deadline: float) -> Json:
    """One try that was not throttled, unless the event has become too old meanwhile."""
    while True:
        _next_id.set(request_id)
        result: Json = lambda_svc._execute_function(function, event)
        if not result.get("throttle") or time.monotonic() > deadline:
            return result
        time.sleep(_THROTTLED_PAUSE)


def _invoke_settings(function: Json) -> Json:
    by_version = function.get("event_invoke_configs") or {}
    found: Json = function.get("event_invoke_config") or by_version.get("$LATEST") or {}
    return found


def _id() -> str:
    """MiniStack's first id in an invocation is its request id."""
    given = _next_id.get()
    _next_id.set(None)
    return given or str(uuid.uuid4())
