"""A request and its reply, free of whatever carries them."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from chalicelib.domain.errors import UnauthorisedError
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.api.fields import Value
    from chalicelib.domain.caller import Caller
    from chalicelib.domain.lease import Invocation


@frozen
class Request:
    """What came: `path` still percent-encoded, `headers` with names in lower case.

    `base_url` is the API's own address without a slash at its end; `caller` is None on open routes.
    """

    run: Invocation
    base_url: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    caller: Caller | None = None

    @property
    def known_caller(self) -> Caller:
        """Raises UnauthorisedError when nobody said who asks."""
        if self.caller is None:
            raise UnauthorisedError("the authorizer named no caller")
        return self.caller


@frozen
class Reply:
    """What goes back. Bodies are text, header values too: API Gateway carries nothing else unharmed."""

    status: int
    body: str
    headers: Mapping[str, str]


@frozen
class Given:
    """What a request says, checked, by name: out of its path, query, headers and body."""

    values: Mapping[str, Value]

    def text(self, name: str) -> str:
        """What is always there."""
        return str(self.values[name])

    def optional(self, name: str) -> str | None:
        value = self.values.get(name)
        return None if value is None else str(value)

    def flag(self, name: str) -> bool:
        return self.values.get(name) is True

    def count(self, name: str, default: int) -> int:
        return int(self.values.get(name, default))
