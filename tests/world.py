"""A deployer among fakes: a test says what happens in the world, and looks at what Slipway made of it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from builders import REPOSITORY, definition, deployment_event, digest, mapping, push_event
from canaries import watch
from chalicelib.advance import Advance
from chalicelib.deployer import Deployer
from chalicelib.desk import Desk
from chalicelib.domain.asks import DeployAsk, ServiceView
from chalicelib.domain.caller import Caller, Operator
from chalicelib.domain.deployment import Deployment
from chalicelib.domain.ecs import Json
from chalicelib.domain.lease import Invocation
from chalicelib.domain.mapping import Mapping, Target
from chalicelib.domain.report import CommitStatus, status_key
from chalicelib.finder import Finder
from chalicelib.observer import Observer
from chalicelib.orphans import Orphans
from chalicelib.reading import Reading
from chalicelib.reporter import Reporter
from chalicelib.rollout import Rollout
from chalicelib.tracker import Tracker
from fakes.clock import FakeClock
from fakes.ecs import FakeEcs
from fakes.faults import Faults, Tape
from fakes.registry import FakeRegistry
from fakes.statuses import FakeStatuses
from fakes.store import FakeStore
from fakes.telemetry import FakeTelemetry

ALICE = Operator("alice")
FUNCTION_TIMEOUT = timedelta(seconds=60)


@dataclass
class World:
    """One service called web by default, running version 1 of its image steadily."""

    services: Mapping = field(default_factory=mapping)
    clock: FakeClock = field(default_factory=FakeClock)
    ecs: FakeEcs = field(default_factory=FakeEcs)
    registry: FakeRegistry = field(default_factory=FakeRegistry)
    store: FakeStore = field(default_factory=FakeStore)
    statuses: FakeStatuses = field(default_factory=FakeStatuses)
    telemetry: FakeTelemetry = field(default_factory=FakeTelemetry)
    tape: Tape = field(default_factory=Tape)

    def __post_init__(self) -> None:
        for name in ("ecs", "registry", "store", "statuses"):
            faults: Faults = getattr(self, name).faults
            faults.name, faults.tape = name, self.tape
        self._runs, self._requests = itertools.count(1), itertools.count(1)
        self.statuses.clock = self.clock
        for mapped in self.services:
            self.ecs.add_service(mapped.target, definition(family=mapped.name))
        watch(self)

    @property
    def deployer(self) -> Deployer:
        """Made anew at each call, as a function that starts cold: nothing is remembered but by the store."""
        clock, store, telemetry = self.clock, self.store, self.telemetry
        reporter = Reporter(self.statuses, clock, telemetry, lambda _, one: f"https://slipway.test/{one}")
        observer = Observer(self.ecs)
        advance = Advance(
            observer=observer,
            registry=self.registry,
            store=store,
            rollout=Rollout(self.ecs, self.registry, store, clock, telemetry),
            tracker=Tracker(self.ecs, clock),
            reporter=reporter,
            clock=clock,
            telemetry=telemetry,
        )
        orphans = Orphans(store, reporter, clock, telemetry)
        return Deployer(self.services, store, observer, advance, orphans, clock, telemetry)

    @property
    def reading(self) -> Reading:
        return Reading(self.services, self.store, self.telemetry)

    @property
    def desk(self) -> Desk:
        """As cold as the deployer."""
        return Desk(
            reading=self.reading,
            finder=Finder(self.registry),
            store=self.store,
            archive=self.store,
            deployer=self.deployer,
            clock=self.clock,
            distinct=lambda: f"request-{next(self._requests)}",
        )

    def run(self) -> Invocation:
        return Invocation(f"run-{next(self._runs)}", self.clock.now() + FUNCTION_TIMEOUT)

    # What happens in the world

    def pushed(
        self,
        tag: str = "v2",
        of: str | None = None,
        at: datetime | None = None,
        repository: str = REPOSITORY,
    ) -> dict[str, object]:
        """The image lands in ECR; returns the event, which has yet to be delivered."""
        moment = at or self.clock.now()
        self.registry.push(repository, tag, of or digest(tag), moment)
        return push_event(tag, of, moment, **{"repository-name": repository})

    def push(self, tag: str = "v2", of: str | None = None, at: datetime | None = None) -> None:
        """The image lands in ECR and its event is delivered."""
        self.deliver(self.pushed(tag, of, at))

    def deliver(self, event: object) -> None:
        self.deployer.image_pushed(event, self.run())

    def ecs_says(self, service: str = "web") -> None:
        """ECS sends an event about the service. What it says is a hint only, so one kind is enough."""
        target = self.target(service)
        event = deployment_event(target.service, target.cluster)
        self.deployer.deployment_changed(event, self.run())

    def completes(self, service: str = "web") -> None:
        self.ecs.complete(self.target(service))
        self.ecs_says(service)

    def fails(self, service: str = "web", *, rollback: bool = True) -> None:
        self.ecs.fail(self.target(service), rollback=rollback)
        self.ecs_says(service)

    def asked(
        self, tag: str | None = None, by: Caller = ALICE, key: str | None = None, **ask: Any
    ) -> Deployment:
        """Somebody asks for an image over HTTP."""
        return self.desk.deploy(by, "web", DeployAsk(tag=tag, **ask), key, self.run())

    def rolled_back(self, to: str | None = None, by: Caller = ALICE, key: str | None = None) -> Deployment:
        return self.desk.rollback(by, "web", to, key, self.run())

    def held(self, reason: str = "sales week") -> ServiceView:
        return self.desk.hold(ALICE, "web", reason, self.run())

    def released(self) -> ServiceView:
        return self.desk.release(ALICE, "web", self.run())

    def stopped(self, deployment: str) -> Deployment:
        return self.desk.stop(ALICE, deployment, self.run())

    def sweep(self) -> None:
        self.deployer.sweep(self.run())

    def minutes_pass(self, minutes: int) -> None:
        """With a sweep each minute."""
        for _ in range(minutes):
            self.clock.pass_(minutes=1)
            self.sweep()

    # What a test looks at

    def target(self, service: str = "web") -> Target:
        mapped = self.services.named(service)
        assert mapped is not None
        return mapped.target

    def image(self, container: str = "api", service: str = "web") -> str:
        """What the service is told to run in that container."""
        containers = self.ecs.running(self.target(service))["containerDefinitions"]
        assert isinstance(containers, list)
        found = [
            str(one["image"]) for one in containers if isinstance(one, dict) and one["name"] == container
        ]
        return found[0]

    def updates(self, service: str = "web") -> int:
        """How often the service was really changed."""
        return sum(target == self.target(service) for target, _ in self.ecs.updates)

    def deployments(self, service: str = "web") -> list[Deployment]:
        """As recorded, oldest first."""
        found = [one for one in self.store.history.values() if one.wish.service == service]
        return sorted(found, key=lambda one: one.id)

    def deployment(self, tag: str = "v2", service: str = "web") -> Deployment:
        (found,) = [one for one in self.deployments(service) if one.wish.tag == tag]
        return found

    def status(self, commit: str, service: str = "web") -> CommitStatus | None:
        return self.statuses.shown.get((commit, status_key(service)))

    def definition(self, service: str = "web") -> dict[str, Json]:
        return self.ecs.running(self.target(service))
