"""Anything may happen to one service, in any order: what must hold after each step, and once it is quiet again."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from builders import commit, digest
from chalicelib.domain.deployment import Deployment
from chalicelib.domain.ecs import RolloutState
from chalicelib.domain.errors import OutcomeUnknownError, RetryableError, SlipwayError
from chalicelib.domain.lifecycle import COMMIT_STATES, FINISHED, CommitState, State
from chalicelib.domain.taskdef import DEPLOYMENT_TAG, images
from fakes.faults import Died, Fault
from fakes.statuses import Late
from world import World

WORDS = st.sampled_from(["v2", "v3", "v4", "v5"])
TROUBLE = st.sampled_from(
    [
        Fault(Died()),
        Fault(Died(), after=True),
        Fault(RetryableError("ThrottlingException")),
        Fault(OutcomeUnknownError("ServerException")),
        Fault(OutcomeUnknownError("no answer came"), after=True),
    ],
)
DOWN = OutcomeUnknownError("POST: no answer (ReadTimeoutError)")
# Bitbucket may still be busy with a request that nobody waits for any more.
LATE = st.integers(0, 30)


class AnythingHappens(RuleBasedStateMachine):
    """One service, a bag of events that are delivered at any time, twice, or late, and trouble anywhere."""

    events = Bundle("events")

    @initialize()
    def begin(self) -> None:
        self.world = World()
        self.undelivered: list[object] = []
        self.completed: set[str] = set()
        self.foreign = False
        self.final: dict[str, State] = {}

    # What happens

    @rule(target=events, word=WORDS)
    def an_image_is_pushed(self, word: str) -> object:
        """Its event is yet to come."""
        self.world.clock.pass_(seconds=1)
        event = self.world.pushed(commit(word), digest(word))
        self.undelivered.append(event)
        return event

    @rule(target=events, word=WORDS, alias=st.sampled_from(["latest", "main"]))
    def another_tag_is_pushed(self, word: str, alias: str) -> object:
        self.world.clock.pass_(seconds=1)
        event = self.world.pushed(f"{alias}-{word}", digest(word))
        self.undelivered.append(event)
        return event

    @rule(event=events)
    def an_event_is_delivered(self, event: object) -> None:
        """Perhaps again, perhaps long after newer ones."""
        if self.survives(lambda: self.world.deliver(event)) and event in self.undelivered:
            self.undelivered.remove(event)

    @rule(calls=st.integers(0, 14), fault=TROUBLE)
    def trouble_is_ahead(self, calls: int, fault: Fault) -> None:
        tape = self.world.tape
        tape.wrong[len(tape.calls) + calls] = fault

    @rule(told=st.booleans())
    def ecs_finishes(self, told: bool) -> None:  # noqa: FBT001  drawn by hypothesis
        self.ecs_completes()
        if told:
            self.survives(self.world.ecs_says)

    @rule(told=st.booleans(), rollback=st.booleans())
    def ecs_fails(self, told: bool, rollback: bool) -> None:  # noqa: FBT001  likewise
        if self.is_rolling():
            self.world.ecs.fail(self.world.target(), rollback=rollback)
            if told:
                self.survives(self.world.ecs_says)

    @rule()
    def another_tool_deploys(self) -> None:
        target = self.world.target()
        other = self.world.ecs.add_revision(target, self.world.definition() | {"cpu": "1024"})
        self.world.ecs.roll_out(target, other)
        self.foreign = True

    @rule(down=st.booleans())
    def bitbucket_goes_down_or_up(self, down: bool) -> None:  # noqa: FBT001  likewise
        self.world.statuses.faults.planned.clear()
        if down:
            self.world.statuses.faults.plan("post", DOWN, times=10_000)

    @rule(seconds=LATE, error=st.sampled_from([DOWN, Died()]))
    def a_status_will_arrive_late(self, seconds: int, error: BaseException) -> None:
        """Whoever sends it has no answer by then, or is gone."""
        self.world.statuses.late.append(Late(seconds, error))

    @rule(seconds=LATE, which=st.integers(0, 50))
    def a_worker_that_lost_its_lease_gives_way(self, seconds: int, which: int) -> None:
        """The last that it sent got no answer: an older status, which is still to arrive."""
        posted, tape = self.world.statuses.posted, self.world.tape
        if posted:
            of, status = posted[which % len(posted)]
            self.world.statuses.arrives(of, status, seconds)
            tape.wrong.pop(len(tape.calls), None)
            self.world.store.doubt("web", [of], self.world.clock.now())

    @rule(seconds=st.integers(1, 59))
    def a_moment_passes(self, seconds: int) -> None:
        self.world.clock.pass_(seconds=seconds)
        self.survives(self.world.sweep)

    @rule(minutes=st.integers(1, 40))
    def time_passes(self, minutes: int) -> None:
        for _ in range(minutes):
            self.world.clock.pass_(minutes=1)
            self.survives(self.world.sweep)

    # What must hold after each step

    @invariant()
    def never_older_over_newer(self) -> None:
        assert self.rolled_out() == sorted(set(self.rolled_out()))

    @invariant()
    def one_revision_per_deployment(self) -> None:
        """Unless another tool changed meanwhile what there was to clone."""
        if self.foreign:
            return
        made_for = [one.tags.get(DEPLOYMENT_TAG) for one in self.world.ecs.revisions.values()]
        ours = [one for one in made_for if one is not None]
        assert len(ours) == len(set(ours))

    @invariant()
    def at_most_one_under_way(self) -> None:
        assert sum(one.state is State.DEPLOYING for one in self.world.deployments()) <= 1

    @invariant()
    def success_only_when_ecs_completed_that_very_deployment(self) -> None:
        for one in self.world.deployments():
            if one.state is State.SUCCEEDED:
                assert one.ecs_deployment in self.completed

    @invariant()
    def history_is_never_rewritten(self) -> None:
        for one in self.world.deployments():
            before = self.final.get(one.id, one.state)
            assert before in {one.state, State.TIMED_OUT}
            if one.state in FINISHED:
                self.final[one.id] = one.state

    # What must hold once it is quiet again

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        self.trouble_ends()
        for event in self.undelivered:
            self.world.deliver(event)
        for _ in range(3):
            self.time_passes(5)
            self.ecs_completes()
        self.time_passes(60)
        self.never_older_over_newer()
        self.everything_is_finished()
        self.commits_show_the_truth()

    def trouble_ends(self) -> None:
        self.world.tape.wrong.clear()
        self.world.statuses.faults.planned.clear()
        self.world.statuses.late.clear()

    def everything_is_finished(self) -> None:
        assert {one.state for one in self.world.deployments()} <= FINISHED
        for row in self.world.store.rows.values():
            assert (row.owner, row.due_at, row.wishes) == (None, None, {})
            assert row.record.ledger.owed == ()
        newest = self.newest()
        if newest is not None and not self.foreign:
            assert newest.state is not State.SUPERSEDED
            if newest.state in {State.SUCCEEDED, State.UNCHANGED}:
                assert images(self.world.definition())["api"].endswith(newest.digest)

    def commits_show_the_truth(self) -> None:
        newest = self.newest()
        for (of, _), status in self.world.statuses.shown.items():
            about = [one for one in self.world.deployments() if one.commit == of]
            assert status.state is not CommitState.INPROGRESS
            assert status.state in {COMMIT_STATES[one.state] for one in about}
            if newest is not None and newest.commit == of:
                assert status.state is COMMIT_STATES[newest.state]

    # How it is told

    def survives(self, action: Callable[[], object]) -> bool:
        try:
            action()
        except (Died, SlipwayError):
            return False
        return True

    def is_rolling(self) -> bool:
        primary = self.world.ecs.there[self.world.target()].shown.primary
        return primary is not None and primary.rollout_state is RolloutState.IN_PROGRESS

    def ecs_completes(self) -> None:
        primary = self.world.ecs.there[self.world.target()].shown.primary
        if primary is not None and primary.rollout_state is RolloutState.IN_PROGRESS:
            self.completed.add(primary.id)
            self.world.ecs.complete(self.world.target())

    def rolled_out(self) -> list[str]:
        """The deployments that Slipway had ECS roll out, in that order; their ids sort by the time of the push."""
        revisions = [self.world.ecs.revisions[arn] for _, arn in self.world.ecs.updates]
        return [one.tags[DEPLOYMENT_TAG] for one in revisions if DEPLOYMENT_TAG in one.tags]

    def newest(self) -> Deployment | None:
        record = self.world.store.rows["web"].record if "web" in self.world.store.rows else None
        if record is None or record.newest is None:
            return None
        return self.world.store.history[record.newest.deployment]
