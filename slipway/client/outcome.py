"""What the end of a deployment means to whoever started it: an exit code."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Exit(IntEnum):
    """Exit codes of the commands that call the API; 2 is click's for wrong usage."""

    DONE = 0
    NOT_DEPLOYED = 1
    USAGE = 2
    SUPERSEDED = 3
    HELD = 4
    API = 5
    GAVE_UP = 6
    INTERRUPTED = 130


ENDS: Final = {
    "succeeded": Exit.DONE,
    "unchanged": Exit.DONE,
    "failed": Exit.NOT_DEPLOYED,
    "timed_out": Exit.NOT_DEPLOYED,
    "refused": Exit.NOT_DEPLOYED,
    "stopped": Exit.NOT_DEPLOYED,
    "superseded": Exit.SUPERSEDED,
    "held": Exit.HELD,
}

EXIT_CODES: Final = """\b
Exit codes:
  0  succeeded or unchanged (without --wait: accepted)
  1  failed, timed_out, refused or stopped
  2  wrong usage, or address or token not set
  3  superseded by a newer deployment
  4  held: it begins when the service is released
  5  the API was not reached, or refused the request
  6  gave up waiting (--timeout); the deployment goes on
"""


def ended(state: str) -> bool:
    """Whether there is nothing more to wait for; `held` may last for days."""
    return state in ENDS
