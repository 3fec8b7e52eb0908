"""One worker at a time on one service."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from datetime import datetime

# A lease outlives the invocation that took it by this much, for clocks that differ a little.
MARGIN: Final = timedelta(seconds=5)


@frozen
class Invocation:
    """One run of a function: `id` tells it from all others, `ends_at` is when it would be killed."""

    id: str
    ends_at: datetime

    @property
    def lease_until(self) -> datetime:
        """A worker that was killed cannot write any more, so nobody need wait longer than this."""
        return self.ends_at + MARGIN
