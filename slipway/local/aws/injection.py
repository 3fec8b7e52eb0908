"""`POST /_local/events`: one event as EventBridge documents it, handed to the deployed rules as it is."""

from __future__ import annotations

import json
import re
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from slipway.local.aws.event_bus import Envelope

if TYPE_CHECKING:
    from slipway.local.aws.shapes import Json

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


class InvalidEventError(Exception):
    """The event is not one EventBridge could deliver; the message says why."""


def envelope(body: bytes, account: str, region: str) -> Envelope:
    """The event in `body`, arriving on the bus of this account and region.

    `id`, `time`, `account`, `region` and `resources` stay as they were given; left out, they are filled in.
    Raises `InvalidEventError` with all that is wrong.
    """
    event = _parse(body)
    problems = _problems(event)
    if problems:
        raise InvalidEventError("; ".join(problems))
    record = {
        "Version": event.get("version", "0"),
        "EventId": event.get("id") or str(uuid.uuid4()),
        "Source": event["source"],
        "DetailType": event["detail-type"],
        "Detail": json.dumps(event["detail"]),
        "EventBusName": "default",
        "Time": event.get("time") or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Resources": event.get("resources", []),
        "Account": event.get("account", account),
        "Region": event.get("region", region),
    }
    return Envelope(account, region, record)


def _parse(body: bytes) -> Json:
    try:
        event = json.loads(body)
    except ValueError as error:
        raise InvalidEventError(f"the body is not JSON: {error}") from error
    if not isinstance(event, dict):
        raise InvalidEventError("the event must be a JSON object")
    return event


def _problems(event: Json) -> list[str]:
    texts = [name for name in ("source", "detail-type") if not _filled(event.get(name))]
    optional = [name for name in ("id", "account", "region") if name in event and not _filled(event[name])]
    problems = [f"`{name}` must be a non-empty string" for name in texts + optional]
    if not isinstance(event.get("detail"), dict):
        problems.append("`detail` must be an object")
    resources = event.get("resources", [])
    if not isinstance(resources, list) or not all(isinstance(one, str) for one in resources):
        problems.append("`resources` must be a list of strings")
    if "time" in event and not (isinstance(event["time"], str) and _TIME.fullmatch(event["time"])):
        problems.append("`time` must look like 2026-01-31T12:00:00Z")
    return problems


def _filled(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
