"""Passes one request on to a target and its answer back, both as they come, unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import yarl
from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Iterable

    from slipway.local.balancer.targets import Target, Targets

HOP_BY_HOP = frozenset(
    {
        *("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"),
        *("proxy-authenticate", "proxy-authorization"),
    }
)
"""RFC 9110, 7.6.1: these concern one connection and are not passed on."""
NOT_OURS_TO_ADD = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")
TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=60)  # seconds, as an ALB's idle timeout


class Proxy:
    def __init__(self, name: str, targets: Targets, session: Any) -> None:
        self._name, self._targets, self._session = name, targets, session

    async def answer(self, request: Any) -> Any:
        """502, 503 and 504 mean what they mean of an Application Load Balancer; the body says it in words."""
        target = self._targets.take()
        if target is None:
            return web.Response(status=503, text=f"No target of {self._name} is healthy.\n")
        try:
            return await self._pass_on(request, target)
        finally:
            self._targets.give_back(target)

    async def _pass_on(self, request: Any, target: Target) -> Any:
        host, port = target.address
        url = yarl.URL(f"http://{host}:{port}{request.raw_path}", encoded=True)
        body = request.content if request.can_read_body else None
        response: Any = None
        try:
            async with self._session.request(
                request.method,
                url,
                headers=[*_end_to_end(request.headers.items()), ("X-Forwarded-For", request.remote)],
                data=body,
                skip_auto_headers=NOT_OURS_TO_ADD,
                allow_redirects=False,
                timeout=TIMEOUT,
            ) as answer:
                response = web.StreamResponse(status=answer.status, reason=answer.reason)
                response.headers.extend(_end_to_end(answer.headers.items()))
                await response.prepare(request)
                async for chunk in answer.content.iter_any():
                    await response.write(chunk)
                await response.write_eof()
                return response
        except (aiohttp.ClientError, TimeoutError) as problem:
            if response is not None:
                raise  # part of the answer is out: all that is left is to break off
            status = 504 if isinstance(problem, TimeoutError) else 502
            return web.Response(status=status, text=f"{target.id} gave no answer: {problem}\n")


def _end_to_end(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in HOP_BY_HOP]
