"""Watches one rollout under traffic until it is over, and prints a line whenever something has changed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from slipway.demo.containers.meter import Moment
from slipway.demo.seen import seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.demo.containers.site import Site
    from slipway.demo.containers.traffic import Traffic

LOOK_AGAIN_SECONDS = 0.2
ACT_SECONDS = 90.0


class NotOverError(Exception):
    """The act's deadline passed; the message says what was seen last."""


def watch(site: Site, traffic: Traffic, commit: str, show: Callable[[str], None]) -> list[Moment]:
    """Return every moment that differed from the one before.

    Raises:
        NotOverError: it was not over by the deadline.

    """
    began, moments = time.monotonic(), list[Moment]()
    while True:
        elapsed = time.monotonic() - began
        row = seen(site.describe(), lambda _: "", site.statuses(commit), frozenset(), elapsed)
        moment = Moment(row, traffic.counted())
        if not moments or moment.shape != moments[-1].shape:
            moments.append(moment)
            show(moment.line())
        if moment.over:
            return moments
        if elapsed > ACT_SECONDS:
            raise NotOverError(
                f"Not over within {ACT_SECONDS:.0f} s; seen last: {moment.line()}; ECS: {row.event}"
            )
        time.sleep(LOOK_AGAIN_SECONDS)
