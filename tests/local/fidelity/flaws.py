"""The flaws of one answer, as the tests of the checks ask for them."""

from __future__ import annotations

import json
from typing import Any

from slipway.local.fidelity import answers, models
from slipway.local.fidelity.answers import Answered
from slipway.local.fidelity.finding import Flaw

JSON, XML = "application/json", "text/xml"


def found(
    call: str, body: Any, status: int = 200, content_type: str = "", headers: dict[str, str] | None = None
) -> list[Flaw]:
    """The flaws of a body: text is XML, bytes are as they are, everything else becomes JSON."""
    service, operation = call.split(":")
    model = models.operation(service, operation)
    assert model is not None
    kind = content_type or (XML if isinstance(body, str) else JSON)
    raw = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    given = {"content-type": kind, **(headers or {})}
    return answers.flaws(model, Answered(service, operation, status, given, raw))
