"""The targets behind one address: who gets the next request, and who still has one to answer."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import count
from threading import Condition
from typing import TYPE_CHECKING

from slipway.local.balancer.health import Health, State

if TYPE_CHECKING:
    from slipway.local.balancer.health import Check


@dataclass(slots=True)
class Target:
    """One container; `address` is where it is reached, host and port."""

    id: str
    address: tuple[str, int]
    health: Health
    leaving: bool = False
    """It gets no new requests any more (ELB: draining)."""
    in_flight: int = 0
    turn: int = 0
    """When it got its last request."""


@dataclass(slots=True)
class Targets:
    """Safe to be used from several threads."""

    _all: dict[str, Target] = field(default_factory=dict)
    _changed: Condition = field(default_factory=Condition)
    _turns: count[int] = field(default_factory=lambda: count(1))

    def add(self, target_id: str, address: tuple[str, int], check: Check) -> Target | None:
        """The new target, or None for one that is known already."""
        with self._changed:
            if target_id in self._all:
                return None
            target = self._all[target_id] = Target(target_id, address, Health(check))
            return target

    def get(self, target_id: str) -> Target | None:
        with self._changed:
            return self._all.get(target_id)

    def ids(self) -> set[str]:
        with self._changed:
            return set(self._all)

    def take(self) -> Target | None:
        """The next request's: the healthy ones in turn, as by a target group's default; None if none is healthy."""
        with self._changed:
            able = [
                one for one in self._all.values() if one.health.state is State.HEALTHY and not one.leaving
            ]
            chosen = min(able, key=lambda one: one.turn, default=None)
            if chosen:
                chosen.in_flight += 1
                chosen.turn = next(self._turns)
            return chosen

    def give_back(self, target: Target) -> None:
        """Its request has been answered, or has failed."""
        with self._changed:
            target.in_flight -= 1
            self._changed.notify_all()

    def withdraw(self, target_id: str) -> None:
        """From now on it gets no new request."""
        with self._changed:
            if target_id in self._all:
                self._all[target_id].leaving = True

    def forget(self, target_id: str, patience: float) -> bool:
        """Waits until the target has answered what it had; whether it had within `patience` seconds."""
        deadline = time.monotonic() + patience
        with self._changed:
            target = self._all.get(target_id)
            if target is None:
                return True
            target.leaving = True
            done = self._changed.wait_for(lambda: target.in_flight == 0, max(0, deadline - time.monotonic()))
            self._all.pop(target_id, None)
            return done
