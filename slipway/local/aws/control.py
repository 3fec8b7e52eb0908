# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""The routes under `/_local/`, by which tests and the demo steer the local AWS."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from ministack import app as ministack

from slipway.local.aws import faults, injection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slipway.local.aws.additions import Additions
    from slipway.local.aws.settings import Settings
    from slipway.local.aws.shapes import Answer

    Route = Callable[[bytes], Awaitable[Answer]]


class Control:
    def __init__(self, settings: Settings, additions: Additions) -> None:
        self._settings, self._additions = settings, additions
        self._routes: dict[tuple[str, str], Route] = {
            ("POST", "events"): self._inject,
            ("POST", "faults"): self._order_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "calls"): self._show_calls,
            ("DELETE", "calls"): self._forget_calls,
            ("PUT", "quotas"): self._enforce_quotas,
            ("DELETE", "quotas"): self._lift_quotas,
            ("GET", "pending"): self._show_pending,
            ("GET", "fidelity"): self._show_fidelity,
            ("GET", "services"): self._show_addresses,
            ("PUT", "services"): self._give_address,
            ("POST", "reset"): self._reset,
            ("GET", "health"): self._health,
        }

    async def answer(self, method: str, path: str, body: bytes) -> Answer:
        """The answer to a request for `/_local/...`."""
        route = self._routes.get((method, path.removeprefix("/_local/").strip("/")))
        if route is None:
            known = ", ".join(f"{verb} /_local/{name}" for verb, name in self._routes)
            return _json(404, {"error": f"{method} {path} is not known. There are: {known}."})
        return await route(body)

    async def _inject(self, body: bytes) -> Answer:
        try:
            envelope = injection.envelope(body, self._settings.account, self._settings.region)
        except injection.InvalidEventError as error:
            return _json(400, {"error": str(error)})
        rules = await asyncio.to_thread(envelope.deliver)
        return _json(202, {"id": envelope.record["EventId"], "rules": rules})

    async def _order_fault(self, body: bytes) -> Answer:
        try:
            self._additions.faults.add(faults.order(body))
        except faults.InvalidFaultError as error:
            return _json(400, {"error": str(error)})
        return _json(201, {})

    async def _clear_faults(self, _body: bytes) -> Answer:
        self._additions.faults.clear()
        return _json(200, {})

    async def _show_calls(self, _body: bytes) -> Answer:
        return _json(200, self._additions.calls.all())

    async def _forget_calls(self, _body: bytes) -> Answer:
        self._additions.calls.clear()
        return _json(200, {})

    async def _enforce_quotas(self, _body: bytes) -> Answer:
        self._additions.quotas.enforce()
        return _json(200, {})

    async def _lift_quotas(self, _body: bytes) -> Answer:
        self._additions.quotas.clear()
        return _json(200, {})

    async def _show_pending(self, _body: bytes) -> Answer:
        return _json(200, self._additions.pending.all())

    async def _show_fidelity(self, _body: bytes) -> Answer:
        return _json(200, await asyncio.to_thread(self._additions.fidelity.report))

    async def _show_addresses(self, _body: bytes) -> Answer:
        return _json(200, self._additions.containers.urls())

    async def _give_address(self, body: bytes) -> Answer:
        """Have `{"cluster", "service"}` listened for, from before there is any such service."""
        try:
            wanted = json.loads(body)
            url = await asyncio.to_thread(
                self._additions.containers.url, wanted["cluster"], wanted["service"]
            )
        except (ValueError, KeyError, TypeError):
            return _json(400, {"error": 'The body has to be {"cluster": NAME, "service": NAME}.'})
        return _json(200, {"url": url})

    async def _reset(self, _body: bytes) -> Answer:
        async with ministack._get_reset_lock():
            await asyncio.to_thread(ministack._reset_all_state)
            self._additions.clear()
        return _json(200, {})

    async def _health(self, _body: bytes) -> Answer:
        return _json(200, {"ready": True})


def _json(status: int, body: object) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(body).encode()
