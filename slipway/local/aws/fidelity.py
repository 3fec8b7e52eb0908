# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""Has the form of every answer and of every event checked, when `LOCAL_AWS_FIDELITY` names a folder for what is found.

Never changes an answer, and nobody waits for a check but who asks for `GET /_local/fidelity`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ministack.core.responses import request_scope
from ministack.services import eventbridge

from slipway.local.aws import seams
from slipway.local.fidelity.answers import Answered
from slipway.local.fidelity.observer import Observer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slipway.local.aws.event_bus import Envelope
    from slipway.local.aws.requests import AwsCall

    Message = dict[str, Any]
    Send = Callable[[Message], Awaitable[None]]

VARIABLE = "LOCAL_AWS_FIDELITY"


class Fidelity:
    """`None` in the place of an observer: nothing is looked at."""

    def __init__(self, observer: Observer | None) -> None:
        self._observer = observer

    @classmethod
    def wanted(cls) -> Fidelity:
        """As the environment says. It is forgotten there, since functions inherit it."""
        folder = os.environ.pop(VARIABLE, "")
        return cls(Observer(Path(folder)) if folder else None)

    def watch_schedules(self) -> None:
        """To be called once the way of events to functions is as it shall be."""
        if self._observer:
            seams.wrap("ministack.services.eventbridge", "_dispatch_to_lambda", self._of_schedule)

    def finish(self) -> None:
        """Returns once everything that was answered and emitted so far is checked."""
        if self._observer:
            self._observer.finish()

    def report(self) -> dict[str, Any]:
        return {"on": True, **self._observer.report()} if self._observer else {"on": False}

    def answering(self, call: AwsCall, send: Send) -> Send:
        """Passes the answer to `call` on as it is."""
        return _Watched(call, send, self._observer) if self._observer else send

    def emitted(self, envelope: Envelope) -> None:
        """One event of AWS's own, on its way to whoever it concerns."""
        if self._observer:
            with request_scope(envelope.account, envelope.region):
                self._observer.emitted(eventbridge._pattern_event_view(envelope.record).event_with_detail())

    def _of_schedule(self, original: Callable[[str, str], None]) -> Callable[[str, str], None]:
        """MiniStack makes the events of schedules itself; here they come past on their way to functions."""

        def dispatch(arn: str, payload: str) -> None:
            if self._observer and '"Scheduled Event"' in payload:
                self._observer.emitted(json.loads(payload))
            original(arn, payload)

        return dispatch


class _Watched:
    """Keeps a copy of an answer and hands it over at its end."""

    def __init__(self, call: AwsCall, send: Send, observer: Observer) -> None:
        self._call, self._send, self._observer = call, send, observer
        self._start: Message = {}
        self._parts: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))
            if not message.get("more_body"):
                self._observer.answered(self._answered())
        await self._send(message)

    def _answered(self) -> Answered:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in self._start.get("headers", [])
        }
        status = int(self._start.get("status", 200))
        return Answered(self._call.service, self._call.operation, status, headers, b"".join(self._parts))
