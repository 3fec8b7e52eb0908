"""EventBridge events: a hint, or turned away with a reason; never an exception."""

from __future__ import annotations

import json
from collections.abc import Iterator

from builders import deployment_event, mapped, push_event
from chalicelib.domain.events import Ignored, Push, Rejected, ServiceChange, parse_push, parse_service_change
from chalicelib.domain.image import ACCOUNT, DIGEST, REGION, REPOSITORY_NAME, TAG
from chalicelib.domain.wishes import wish_of
from fuzz.printable import assert_one_line

WEB = mapped()


def check(data: bytes) -> None:
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError):
        return  # Lambda itself hands over what is JSON, and nothing else
    for event in _events(value):
        _check_push(parse_push(event))
        _check_change(parse_service_change(event))


def _events(value: object) -> Iterator[object]:
    """The value itself, and real events with its members in the place of theirs."""
    yield value
    if isinstance(value, dict):
        for sound in (push_event(), deployment_event()):
            detail = value.get("detail")
            inner = {**sound["detail"], **detail} if isinstance(detail, dict) else sound["detail"]
            yield {**sound, **value, "detail": inner}
            yield {**sound, "detail": {**sound["detail"], **value}}


def _check_push(parsed: object) -> None:
    assert isinstance(parsed, (Push, Ignored, Rejected))
    if not isinstance(parsed, Push):
        assert_one_line(parsed.reason)
        return
    for rule, name in (
        (ACCOUNT, parsed.account),
        (REGION, parsed.region),
        (REPOSITORY_NAME, parsed.repository),
        (TAG, parsed.tag),
        (DIGEST, parsed.digest),
    ):
        rule(name)
    assert wish_of(parsed, WEB) == wish_of(parsed, WEB)


def _check_change(parsed: object) -> None:
    assert isinstance(parsed, (ServiceChange, Ignored, Rejected))
    if not isinstance(parsed, ServiceChange):
        assert_one_line(parsed.reason)
        return
    for name in (parsed.account, parsed.region, parsed.service, parsed.ecs_deployment or ""):
        assert_one_line(name)
