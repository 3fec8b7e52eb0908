"""Anything may happen, and people and pipelines ask for things besides: the same must hold, and what they asked."""

from __future__ import annotations

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from builders import commit
from chalicelib.domain.deployment import Deployment, Origin
from chalicelib.domain.lifecycle import State
from fakes.clock import NOON
from reliability.machine import WORDS, AnythingHappens

KEYS = st.sampled_from([None, "step-1", "step-2"])


class PeopleAsk(AnythingHappens):
    """Requests, rollbacks, holds, releases and stops, between, before and after everything else."""

    released_at = NOON

    @rule(word=WORDS, key=KEYS, force=st.booleans())
    def somebody_asks_for_an_image(self, word: str, key: str | None, force: bool) -> None:  # noqa: FBT001  drawn
        self.world.clock.pass_(seconds=1)
        self.survives(lambda: self.world.asked(commit(word), key=key, force=force))

    @rule(word=WORDS)
    def an_image_comes_up(self, word: str) -> None:
        """In one go, if nothing is in its way: two of these, and there is something to roll back to."""
        self.an_event_is_delivered(self.an_image_is_pushed(word))
        self.ecs_finishes(told=True)

    @rule(key=KEYS)
    def somebody_rolls_back(self, key: str | None) -> None:
        self.world.clock.pass_(seconds=1)
        self.survives(lambda: self.world.rolled_back(key=key and f"back-{key}"))

    @rule()
    def somebody_holds_the_service(self) -> None:
        self.survives(self.world.held)

    @rule()
    def somebody_releases_the_service(self) -> None:
        self.released_at = self.world.clock.now()
        self.survives(self.world.released)

    @rule()
    def somebody_stops_the_rollout(self) -> None:
        rolling = [one.id for one in self.world.deployments() if one.state is State.DEPLOYING]
        for deployment in rolling:
            self.survives(partial(self.world.stopped, deployment))

    @invariant()
    def never_older_over_newer(self) -> None:
        """What was asked for last begins last; and of the pushes alone, what was pushed last.

        Who follows a rollout that is under way already, perhaps since ECS went back to it, began nothing.
        """
        began: dict[int, Deployment] = {}
        for one in sorted(self.world.deployments(), key=lambda one: one.number):
            if one.ecs_deployment is not None:
                began.setdefault(int(one.ecs_deployment.rpartition("/")[2]), one)
        in_order = [one for _, one in sorted(began.items())]
        numbers = [one.number for one in in_order]
        assert numbers == sorted(numbers)
        pushed = [one.id for one in in_order if one.wish.origin is Origin.PUSH]
        assert pushed == sorted(pushed)

    @invariant()
    def a_held_service_begins_nothing_but_a_rollback(self) -> None:
        row = self.world.store.rows.get("web")
        if row is None or row.record.hold is None or row.wishes:
            return
        waiting = row.record.waiting
        assert waiting is None or waiting.wish.origin is Origin.ROLLBACK

    @invariant()
    def a_rollback_holds_the_service_until_somebody_releases_it(self) -> None:
        row = self.world.store.rows.get("web")
        if row is None or row.wishes:
            return
        back = [one for one in self.world.deployments() if one.wish.origin is Origin.ROLLBACK]
        if any(one.wish.order.at > self.released_at for one in back):
            assert row.record.hold is not None

    def trouble_ends(self) -> None:
        """The service is released: what was held must then reach its end like everything else."""
        super().trouble_ends()
        self.released_at = self.world.clock.now()
        self.world.released()
