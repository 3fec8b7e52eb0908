"""The ways in which a call of the API ends badly."""

from __future__ import annotations

from typing import Final

TOO_MANY: Final = 429
SERVER_ERRORS: Final = range(500, 600)


class NotSetUpError(Exception):
    """The API's address or the token is missing or unusable; the message says how to set it."""


class ApiError(Exception):
    """The API refused (RFC 9457: `status`, `title`, `detail`), or was not reached: `status` is then None.

    `retry_after`: the seconds after which the API wants to be asked again, when it said so.
    """

    def __init__(self, status: int | None, title: str, detail: str, retry_after: float | None = None) -> None:
        self.status = status
        self.title = title
        self.detail = detail
        self.retry_after = retry_after
        super().__init__(f"{title} ({status}): {detail}" if status else f"{title}: {detail}")

    @property
    def passing(self) -> bool:
        """Whether the same request may well succeed a little later."""
        return self.status is None or self.status == TOO_MANY or self.status in SERVER_ERRORS


class NotSlipwayError(ApiError):
    """What was answered is nothing that Slipway says: a proxy's page, or the address is another's."""
