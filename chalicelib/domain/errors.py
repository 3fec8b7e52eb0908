"""What can go wrong, by what has to happen next."""

from __future__ import annotations


class SlipwayError(Exception):
    """The root of every error that Slipway raises on purpose."""


class RetryableError(SlipwayError):
    """A passing fault (throttling, 5xx, timeout, cut connection): the same call may succeed later.

    `retry_after` is what the other side asked for, in seconds; None when it asked for nothing.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class OutcomeUnknownError(RetryableError):
    """No answer came: the call may or may not have taken effect, or may yet do so."""


class RefusedError(SlipwayError):
    """A human is needed: the same call will fail again until somebody changes something."""


class LeaseLostError(SlipwayError):
    """Another worker holds the service's lease by now: whatever was about to be written is void."""


class UnauthorisedError(SlipwayError):
    """Whoever asks is not known, or not by this credential."""


class NotFoundError(SlipwayError):
    """There is no such service or deployment."""


class ForbiddenError(SlipwayError):
    """Whoever asks is known, and may not do this to this service."""


class ConflictError(SlipwayError):
    """The service or deployment is not in a state in which this can be done."""


class UnprocessableError(SlipwayError):
    """What was asked for is well-formed, and cannot be: an image that is not there, a commit that contradicts."""
