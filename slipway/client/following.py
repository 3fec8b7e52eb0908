"""A deployment is looked at, at a steady pace, until it has ended."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slipway.client.errors import ApiError, NotSlipwayError
from slipway.client.outcome import ended
from slipway.client.sending import LONGEST_WAIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from slipway.client.answers import Deployment
    from slipway.client.api import Api

INTERVAL: Final = 3.0
# An outage of the API ends no deployment; but nobody pays for a step that waits for an API that is gone.
PATIENCE: Final = 180.0


class GaveUpError(Exception):
    """The time is up and the deployment goes on."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look, so many seconds after the first; `trouble` is what kept this one from showing anything new."""

    deployment: Deployment
    elapsed: float
    trouble: ApiError | None = None


@dataclass(frozen=True, slots=True)
class Follower:
    """`timeout` and `patience` (for looks that fail, one after another) in seconds."""

    api: Api
    timeout: float
    interval: float = INTERVAL
    patience: float = PATIENCE
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def follow(self, first: Deployment) -> Iterator[Seen]:
        """Every look, `first` included; the last one shows the end.

        Raises GaveUpError after the timeout, and ApiError for what does not pass, or not in time.
        """
        begun = well = self.now()
        seen = first
        yield Seen(seen, 0.0)
        wait = self.interval
        while not ended(seen.state):
            self._within(begun, wait, seen)
            self.sleep(wait)
            trouble = None
            try:
                seen, well, wait = self.api.deployment(first.id, attempts=1), self.now(), self.interval
            except ApiError as error:
                trouble, wait = self._passing(error, well), self._longer(error)
            yield Seen(seen, self.now() - begun, trouble)

    def _longer(self, error: ApiError) -> float:
        return max(self.interval, min(error.retry_after or 0.0, LONGEST_WAIT))

    def _within(self, begun: float, wait: float, seen: Deployment) -> None:
        if self.now() + wait - begun > self.timeout:
            raise GaveUpError(
                f"{seen.id} is still {seen.state} after {self.timeout / 60:g} min; "
                "--timeout MINUTES waits for longer"
            )

    def _passing(self, error: ApiError, well: float) -> ApiError:
        # The address has answered well before: a page instead of an answer is a proxy's, and will be gone.
        passing = error.passing or isinstance(error, NotSlipwayError)
        if not passing or self.now() - well > self.patience:
            raise error
        return error
