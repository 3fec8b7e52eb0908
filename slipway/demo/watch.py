"""Looks at the services again and again, as somebody with both consoles open would."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from slipway.demo.seen import seen
from slipway.demo.world import APP

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.demo.seen import Seen
    from slipway.demo.versions import Version
    from slipway.demo.world import World

LOOK_AGAIN_SECONDS = 0.15
ACT_SECONDS = 60.0


class NotSettledError(Exception):
    """An act's deadline passed; `last` is what was seen then."""

    def __init__(self, last: tuple[Seen, ...]) -> None:
        super().__init__(f"not settled within {ACT_SECONDS:.0f} s")
        self.last = last


@dataclass(slots=True)
class Watch:
    """Watches these services from the moment it is made; `version` is the one whose commit is looked at."""

    world: World
    version: Version
    services: tuple[str, ...]
    _began: float = field(default_factory=time.monotonic)
    _ended: dict[str, float] = field(default_factory=dict)
    _old_news: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        found = self.world.outside.services().values()
        self._old_news = frozenset(event["id"] for service in found for event in service["events"])

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def look(self) -> tuple[Seen, ...]:
        """See them now; the clock of one that has settled stands still."""
        services = self.world.outside.services()
        statuses = self.world.outside.statuses(self.version.commit)
        return tuple(
            self._stopped(
                seen(services[name], self._label, statuses.get(name, []), self._old_news, self._elapsed(name))
            )
            for name in self.services
        )

    def until_settled(
        self, show: Callable[[tuple[Seen, ...]], None], linger: float = 0.0
    ) -> tuple[Seen, ...]:
        """Show what is seen until all have settled, and for `linger` seconds more.

        Raises:
            NotSettledError: they had not by the deadline.

        """
        until = None
        while True:
            now = self.look()
            show(now)
            if until is None and all(one.settled for one in now):
                until = self.seconds + linger
            if until is not None and self.seconds >= until:
                return now
            if self.seconds > ACT_SECONDS:
                raise NotSettledError(now)
            time.sleep(LOOK_AGAIN_SECONDS)

    def _elapsed(self, service: str) -> float:
        return self._ended.get(service, self.seconds)

    def _stopped(self, one: Seen) -> Seen:
        if one.settled:
            self._ended.setdefault(one.service, one.elapsed)
        return one

    def _label(self, arn: str) -> str:
        containers = self.world.outside.definition(arn)["taskDefinition"]["containerDefinitions"]
        image = next(one["image"] for one in containers if one["name"] == APP)
        return self.world.versions.label(image)
