"""One build status: its fields and what Bitbucket refuses about them.

Limits (Bitbucket Cloud REST API): key at most 40 characters, name below 255, url below 450, absolute and with
a real domain. A real domain is taken to be a host with a dot, which lets 127.0.0.1 through for local work and
not `localhost`.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from slipway.local.bitbucket.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEY_AT_MOST = 40
NAME_AT_MOST = 254
URL_AT_MOST = 449
REQUIRED = ("key", "state", "url")
HOST = re.compile(r"(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
NOT_IN_URLS = re.compile(r"[\s<>\"\\]")


class State(StrEnum):
    INPROGRESS = "INPROGRESS"
    SUCCESSFUL = "SUCCESSFUL"
    FAILED = "FAILED"
    STOPPED = "STOPPED"


@dataclass(frozen=True, slots=True)
class Status:
    """What one build says about a commit. `refname` acts as part of the key."""

    key: str
    state: State
    url: str
    name: str = ""
    description: str = ""
    refname: str | None = None


def parse(body: Mapping[str, object]) -> Status:
    """Read what a POST describes; a null field counts as absent, an unknown one is ignored.

    Raises:
        ApiError: 400, with every mistake as `field: what is wrong`.

    """
    given = {field.name: value for field in fields(Status) if (value := body.get(field.name)) is not None}
    mistakes = list(_mistakes(given))
    if mistakes:
        raise ApiError(HTTPStatus.BAD_REQUEST, "; ".join(mistakes))
    texts = {name: str(value) for name, value in given.items()}
    return Status(**{**texts, "state": State(texts["state"])})  # type: ignore[arg-type]  # checked just above


def amended(status: Status, body: Mapping[str, object]) -> Status:
    """Apply a PUT of `body` to `status`: fields that are absent stay. The key cannot be changed (400)."""
    key = body.get("key")
    if key is not None and key != status.key:
        raise ApiError(HTTPStatus.BAD_REQUEST, f"key: This field cannot be changed, it is {status.key!r}.")
    return parse({**asdict(status), **{name: value for name, value in body.items() if value is not None}})


def _mistakes(given: Mapping[str, object]) -> Iterator[str]:
    for name in REQUIRED:
        if given.get(name, "") == "":
            yield f"{name}: This field is required."
    for name, value in given.items():
        if not isinstance(value, str):
            yield f"{name}: Not a valid string."
        elif value:
            yield from (f"{name}: {mistake}" for mistake in _mistake_in(name, value))


def _mistake_in(name: str, value: str) -> Iterator[str]:
    if name == "key" and len(value) > KEY_AT_MOST:
        yield f"Ensure this value has at most {KEY_AT_MOST} characters"
    elif name == "name" and len(value) > NAME_AT_MOST:
        yield f"Ensure this value has at most {NAME_AT_MOST} characters"
    elif name == "state" and value not in list(State):
        yield f"Select a valid choice. {value} is not one of {', '.join(State)}."
    elif name == "url" and not _is_url(value):
        yield "Enter a valid URL."


def _is_url(value: str) -> bool:
    if len(value) > URL_AT_MOST or NOT_IN_URLS.search(value):
        return False
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and HOST.fullmatch(parts.hostname or "") is not None
