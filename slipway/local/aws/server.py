"""Serves the local AWS on 127.0.0.1 until SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from typing import TYPE_CHECKING

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack import app as ministack
from ministack.core import lambda_runtime

from slipway.local.aws import additions
from slipway.local.aws.asgi import LocalAws
from slipway.local.aws.control import Control

if TYPE_CHECKING:
    from slipway.local.aws.settings import Settings


def run(settings: Settings) -> None:
    """Returns after the server has ended and with it every process it had started."""
    own = additions.install(settings)
    app = LocalAws(ministack.app, own, Control(settings, own))
    try:
        asyncio.run(_serve(app, settings))
    finally:
        lambda_runtime.reset()
        own.fidelity.finish()
        own.containers.close()


async def _serve(app: LocalAws, settings: Settings) -> None:
    config = Config()
    config.bind = [f"127.0.0.1:{settings.port}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 0.5
    config.accesslog = None
    config.loglevel = "WARNING"
    end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end.set)
    serving = asyncio.create_task(serve(app, config, shutdown_trigger=end.wait))
    await _announce(settings, serving)
    await serving


async def _announce(settings: Settings, serving: asyncio.Task[None]) -> None:
    """Says that the server is ready once it really answers."""
    while not serving.done():
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", settings.port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        ready = {"ready": True, "aws": settings.url, "region": settings.region, "account": settings.account}
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        return
