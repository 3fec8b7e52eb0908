"""What the authorizer needs of the world. Both fail closed: RetryableError when they cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class TokenVerifier(Protocol):
    """The issuer of pipelines' tokens."""

    def verify(self, token: str) -> Mapping[str, object]:
        """The claims of a token that the issuer signed for us and that is in force.

        Raises UnauthorisedError with the reason for any other, RetryableError when no keys can be had.
        """
        ...


class Operators(Protocol):
    """The people and scripts that have a token of their own."""

    def named(self, token: str) -> str | None:
        """Whose token it is; None when it is nobody's. Raises RetryableError when that cannot be looked up."""
        ...
