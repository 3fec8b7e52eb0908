"""All that is added to MiniStack, put together; and all state of its own, in one place."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from slipway.local.aws import (
    async_invocations,
    ecr_api,
    ecr_events,
    environments,
    functions,
    gateway_answers,
    gateway_requests,
    requests,
    seams,
    services,
    task_answers,
    task_definitions,
    tasks,
)
from slipway.local.aws.calls import Calls
from slipway.local.aws.containers import containers_of
from slipway.local.aws.event_bus import EventBus
from slipway.local.aws.faults import Faults
from slipway.local.aws.fidelity import Fidelity
from slipway.local.aws.image_clock import ImageClock
from slipway.local.aws.pending import Pending
from slipway.local.aws.principals import Principals
from slipway.local.aws.quotas import Quotas
from slipway.local.aws.rollouts import Rollouts
from slipway.local.aws.service_deployments import Book
from slipway.local.aws.service_deployments_api import ServiceDeploymentsApi
from slipway.local.aws.state import State

if TYPE_CHECKING:
    from slipway.local.aws.containers import Containers
    from slipway.local.aws.settings import Pace, Settings


@dataclass(frozen=True, slots=True)
class Additions:
    calls: Calls
    faults: Faults
    principals: Principals
    book: Book
    pending: Pending
    pace: Pace
    fidelity: Fidelity
    containers: Containers
    state: State | None = None
    quotas: Quotas = field(default_factory=Quotas)

    def clear(self) -> None:
        """Forgets everything, as after a start."""
        self.calls.clear()
        self.faults.clear()
        self.book.clear()
        self.quotas.clear()


def install(settings: Settings) -> Additions:
    """Changes MiniStack, once per process. Raises `seams.SeamError` if it is not the version this is built on."""
    seams.check()
    pending, book, principals = Pending(), Book(), Principals()
    fidelity = Fidelity.wanted()
    bus = EventBus(pending, fidelity)
    containers = containers_of(settings)
    engine = containers.engine
    rollouts = Rollouts(engine, bus, book, settings.pace, containers.front)
    containers.tell(rollouts.poke)
    tasks.install(engine, bus)
    task_answers.install()
    services.install(rollouts)
    task_definitions.install()
    ServiceDeploymentsApi(book, rollouts, settings.pace.listed).install()
    seams.replace("ministack.services.ecs", "_ts_to_epoch", epoch)
    seams.replace("ministack.services.ecs", "new_uuid", task_id)
    ecr_api.install(settings.url)
    ecr_events.install(bus, ImageClock())
    functions.install(principals, settings.pace)
    environments.install(settings.environments, settings.pace)
    gateway_answers.install(settings.pace)
    gateway_requests.install()
    async_invocations.install(settings.pace, pending)
    fidelity.watch_schedules()
    requests.know_lambda_operations()
    state = State(settings.state, book) if settings.state else None
    return Additions(
        Calls(principals), Faults(), principals, book, pending, settings.pace, fidelity, containers, state
    )


def epoch(moment: Any) -> Any:
    """Seconds since the epoch with their fraction, as ECS answers them."""
    return datetime.fromisoformat(moment).timestamp() if isinstance(moment, str) and moment else moment


def task_id() -> str:
    return uuid.uuid4().hex
