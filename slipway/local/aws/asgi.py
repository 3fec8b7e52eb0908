"""The ASGI application: `/_local/*`, the record of AWS calls and ordered faults, around MiniStack's own."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from slipway.local.aws import assuming, fault_answers, gateway_requests, quotas
from slipway.local.aws.requests import Request, identify, is_signed
from slipway.local.aws.state import changes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slipway.local.aws.additions import Additions
    from slipway.local.aws.control import Control
    from slipway.local.aws.requests import AwsCall
    from slipway.local.aws.shapes import Answer

    Message = dict[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Message, Receive, Send], Awaitable[None]]

_ASSUMED_KEY = re.compile(rb"<AccessKeyId>([^<]+)</AccessKeyId>")


class LocalAws:
    def __init__(self, inner: App, additions: Additions, control: Control) -> None:
        self._inner, self._additions, self._control = inner, additions, control

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, self._restoring(send))
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        scope = gateway_requests.as_sent(scope)
        if scope["path"].startswith("/_local/"):
            body = await _read(receive)
            await _send(send, await self._control.answer(scope["method"], scope["path"], body))
        elif is_signed(headers):
            await self._aws_call(scope, headers, receive, send)
        else:
            held = _Held()
            await self._inner(scope, receive, held if self._keeps(scope["method"]) else send)
            await self._release(held, send)

    def _keeps(self, method: str, operation: str = "") -> bool:
        """Whether what changed has to be kept before the answer is given."""
        return self._additions.state is not None and method not in {"GET", "HEAD"} and changes(operation)

    async def _release(self, held: _Held, send: Send) -> None:
        if held.messages and self._additions.state is not None:
            await asyncio.to_thread(self._additions.state.save)
        for message in held.messages:
            await send(message)

    def _restoring(self, send: Send) -> Send:
        """MiniStack says that it has started once it has its own state back; then ours follows."""

        async def told(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete" and self._additions.state is not None:
                self._additions.state.restore()
            await send(message)

        return told

    async def _aws_call(self, scope: Message, headers: dict[str, str], receive: Receive, send: Send) -> None:
        body = await _read(receive)
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        request = Request(scope["method"], scope["path"], query, headers, body)
        call = identify(request)
        self._additions.calls.record(call)
        if self._additions.quotas.refuses(call.service, call.operation):
            throttled = fault_answers.answer(call.service, quotas.THROTTLED, request, quotas.MESSAGE)
            await _send(send, throttled)
            return
        fault = self._additions.faults.take(call)
        if fault:
            await asyncio.sleep(fault.delay_seconds)
        held = _Held()
        answering = _Answering(
            held if self._keeps(scope["method"], call.operation) else send,
            keep=call.operation.startswith("AssumeRole"),
            lost=bool(fault and fault.error),
        )
        if fault is None or fault.error is None or fault.after:
            watched = self._additions.fidelity.answering(call, answering)
            await self._carry_out(call, request, scope, receive, watched)
            self._inherit(call, answering.kept)
            await self._release(held, send)
        if fault and fault.error:
            await _send(send, fault_answers.answer(call.service, fault.error, request))

    async def _carry_out(
        self, call: AwsCall, request: Request, scope: Message, receive: Receive, send: Send
    ) -> None:
        body = request.body
        if assuming.is_assuming(call):
            if refusal := assuming.refusal(call, request):
                await _send(send, fault_answers.answer(call.service, "AccessDenied", request, refusal))
                return
            body = assuming.lasting(body, self._additions.pace.session)
        await self._inner(scope, _replay(body, receive), send)

    def _inherit(self, call: AwsCall, answer: bytes) -> None:
        if match := _ASSUMED_KEY.search(answer):
            self._additions.principals.inherit(match[1].decode(), call.access_key)


class _Held:
    """Holds an answer back."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self.messages.append(message)


class _Answering:
    """Passes an answer on, unless it is to be lost, and keeps a copy if asked to."""

    def __init__(self, send: Send, *, keep: bool, lost: bool) -> None:
        self._send, self._keep, self._lost = send, keep, lost
        self.kept = b""

    async def __call__(self, message: Message) -> None:
        if self._keep:
            self.kept += message.get("body", b"")
        if not self._lost:
            await self._send(message)


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    return again


async def _send(send: Send, answer: Answer) -> None:
    status, headers, body = answer
    names = {**headers, "Content-Length": str(len(body))}
    raw = [(name.lower().encode(), value.encode()) for name, value in names.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
