"""The load balancer: a thread of its own that listens, passes requests on and checks its targets' health."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

from slipway.local.balancer.proxy import Proxy
from slipway.local.balancer.targets import Targets

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from slipway.local.balancer.health import Check, Health
    from slipway.local.balancer.targets import Target

HOST = "127.0.0.1"
START_SECONDS = 10.0


class Balancer:
    """Ends with `close`; every name has an address of its own and targets behind it."""

    def __init__(self) -> None:
        self._changed: Callable[[str], None] = _nobody
        self._groups: dict[str, Targets] = {}
        self._addresses: dict[str, str] = {}
        self._opening = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="local-balancer")
        self._thread.start()
        self._session = self._run(_session())
        self._runners: list[Any] = []
        self._checking: set[asyncio.Task[None]] = set()

    def on_change(self, tell: Callable[[str], None]) -> None:
        """Has `tell(name)` called whenever a target of that name's becomes healthy or unhealthy."""
        self._changed = tell

    def url(self, name: str) -> str:
        """Where `name` is reached; listens there from the first time it is asked for."""
        with self._opening:
            if name not in self._addresses:
                self._addresses[name] = self._run(self._listen(name))
            return self._addresses[name]

    def urls(self) -> dict[str, str]:
        with self._opening:
            return dict(self._addresses)

    def add(self, name: str, target_id: str, address: tuple[str, int], check: Check) -> None:
        """Puts a target behind `name`, unless it is there; it gets requests once it is healthy."""
        self.url(name)
        target = self._groups[name].add(target_id, address, check)
        if target is not None:
            self._loop.call_soon_threadsafe(self._watch, name, target)

    def health(self, name: str, target_id: str) -> Health | None:
        """How a target is, or None for one that is not behind `name`."""
        target = self._groups[name].get(target_id) if name in self._groups else None
        return target.health if target else None

    def targets(self, name: str) -> set[str]:
        return self._groups[name].ids() if name in self._groups else set()

    def withdraw(self, name: str, target_id: str) -> None:
        """Gives the target no more new requests."""
        if name in self._groups:
            self._groups[name].withdraw(target_id)

    def forget(self, name: str, target_id: str, patience: float) -> None:
        """Takes the target out once it has answered what it had, or after `patience` seconds."""
        if name in self._groups:
            self._groups[name].forget(target_id, patience)

    def close(self) -> None:
        """Ends every listener and check."""
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_SECONDS)
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(START_SECONDS)

    async def _listen(self, name: str) -> str:
        targets = self._groups.setdefault(name, Targets())
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", Proxy(name, targets, self._session).answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, HOST, 0)
        await site.start()
        self._runners.append(runner)
        return f"http://{HOST}:{runner.addresses[0][1]}"

    def _watch(self, name: str, target: Target) -> None:
        watching = self._loop.create_task(self._check(name, target))
        self._checking.add(watching)
        watching.add_done_callback(self._checking.discard)

    async def _check(self, name: str, target: Target) -> None:
        while not target.leaving:
            if await self._asked(target):
                self._changed(name)
            await asyncio.sleep(target.health.check.interval)

    async def _asked(self, target: Target) -> bool:
        check, (host, port) = target.health.check, target.address
        timeout = aiohttp.ClientTimeout(total=check.timeout)
        try:
            async with self._session.get(
                f"http://{host}:{port}{check.path}", timeout=timeout, allow_redirects=False
            ) as answer:
                return target.health.answered(answer.status)
        except TimeoutError:
            return target.health.timed_out()
        except aiohttp.ClientError:
            return target.health.refused()

    async def _end(self) -> None:
        for watching in list(self._checking):
            watching.cancel()
        await asyncio.gather(*(runner.cleanup() for runner in self._runners))
        await self._session.close()


def _nobody(_name: str) -> None:
    """Nobody wants to hear of it."""


async def _session() -> Any:
    # A connection per request: a target that ends closes its idle ones, and a request must not find that out.
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, force_close=True), auto_decompress=False
    )
