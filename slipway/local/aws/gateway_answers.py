# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""What API Gateway's REST APIs answer by themselves: their gateway responses, also those of an OpenAPI body.

MiniStack has gateway responses, but reads none from an imported body, and tells callers what their function raised.
Source: Amazon API Gateway developer guide, "Gateway responses for REST APIs" and "Amazon API Gateway quotas".
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any, Final

from ministack.services import apigateway_v1 as gateway

from slipway.local.aws import seams

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slipway.local.aws.settings import Pace
    from slipway.local.aws.shapes import Answer, Json

    Executed = Callable[..., Awaitable[Any]]

logger = logging.getLogger(__name__)

MOST: Final = 10 * 1024 * 1024
"""Bytes of a body."""
_EXTENSION: Final = "x-amazon-apigateway-gateway-responses"
_MODULE: Final = "ministack.services.apigateway_v1"
_REFUSED: Final = 400
_BAD_GATEWAY: Final = 502
_UNSET: Final = 500


class _FunctionFailedError(Exception):
    """The function raised, timed out, or ended."""


def install(pace: Pace) -> None:
    """Give a function `pace.integration` seconds to answer."""
    seams.wrap(_MODULE, "_import_rest_api", _with_gateway_responses)
    seams.wrap(_MODULE, "_execute_in_scope", _measuring)
    seams.wrap(_MODULE, "_lambda_proxy_response", _raising)
    seams.wrap(_MODULE, "_invoke_lambda_proxy_v1", lambda original: _bounded(original, pace.integration))
    seams.wrap(_MODULE, "_gateway_error_response", _telling_failures)


def _with_gateway_responses(original: Callable[..., str]) -> Callable[..., str]:
    def imported(spec: Json, base_data: Json | None = None) -> str:
        api = original(spec, base_data)
        for kind, answer in (spec.get(_EXTENSION) or {}).items():
            status, _, body = gateway._put_gateway_response(api, kind, answer)
            if status >= _REFUSED:
                raise ValueError(f"{_EXTENSION} {kind}: {json.loads(body)['message']}")
        return api

    return imported


def _measuring(original: Executed) -> Executed:
    async def executed(request: Json, api: str, stage: str, *rest: Any) -> Any:
        found = gateway._stages_v1.get(api, {}).get(stage)
        body = rest[3]
        if found and len(body or b"") > MOST:
            request["stage"] = found
            return gateway._gw_error("REQUEST_TOO_LARGE", "Request Too Long")
        return await original(request, api, stage, *rest)

    return executed


def _raising(original: Callable[[Json], tuple[Json, str | None]]) -> Callable[[Json], tuple[Json, None]]:
    def shaped(result: Json) -> tuple[Json, None]:
        answer, failure = original(result)
        if failure:
            raise _FunctionFailedError(failure)
        return answer, None

    return shaped


def _bounded(original: Executed, seconds: float) -> Executed:
    """The function is not ended when API Gateway stops waiting for it."""

    async def invoked(*values: Any, **names: Any) -> Any:
        running = asyncio.ensure_future(original(*values, **names))
        await asyncio.wait({running}, timeout=seconds)
        if not running.done():
            running.add_done_callback(_forgotten)
            return gateway._gw_error("INTEGRATION_TIMEOUT", "Endpoint request timed out")
        try:
            return running.result()
        except _FunctionFailedError as failure:
            logger.warning("what API Gateway answers with 502: %s", failure)
            error = gateway._gw_error("DEFAULT_5XX", "Internal server error")
            error.status = _BAD_GATEWAY
            return error

    return invoked


def _forgotten(late: asyncio.Future[Any]) -> None:
    if not late.cancelled() and (failure := late.exception()):
        logger.warning("a function that API Gateway had stopped waiting for failed: %s", failure)


def _telling_failures(original: Callable[[Any, Json], Answer]) -> Callable[[Any, Json], Answer]:
    """A failed function's status is its own unless the gateway response sets one; MiniStack's is 500 then."""

    def rendered(error: Any, request: Json) -> Answer:
        status, headers, body = original(error, request)
        return (getattr(error, "status", status) if status == _UNSET else status), headers, body

    return rendered
