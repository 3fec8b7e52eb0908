"""Judges one ECS service: whether it can be deployed, what would change, and how a bad rollout is noticed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain import taskdef
from chalicelib.domain.deployment import Deployment, Order, Origin, Wish
from chalicelib.domain.plan import Observation, Plan, Register, plan
from chalicelib.domain.refusals import Refusal
from slipway.live.facts import Shown
from slipway.live.findings import Unseen, fine, mistake, unseen, warning
from slipway.live.judge_tasks import of_tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.domain.ecs import Service, TaskDefinition
    from chalicelib.domain.mapping import MappedService
    from slipway.live.facts import Facts
    from slipway.live.findings import Finding

# No image has it: the deployer's own plan for it says what it would refuse, and which containers it would change.
_ANY: Final = f"sha256:{'0' * 64}"
_WHEN: Final = datetime(2000, 1, 1, tzinfo=UTC)


def of_service(mapped: MappedService, facts: Facts) -> Iterator[Finding]:
    seen = facts.services[mapped.target]
    base = facts.definitions.get(mapped.target)
    for looked, about in ((seen, "service"), (base, "task definition")):
        if isinstance(looked, Unseen):
            yield unseen(mapped.name, about, looked)
            return
    shown = seen if isinstance(seen, Shown) else None
    definition = None if isinstance(base, Unseen) else base
    decision = _planned(mapped, shown.service if shown else None, definition)
    if isinstance(decision, Refusal):
        why, _, what_to_do = decision.reason.partition("; ")
        yield mistake(mapped.name, "service", why, what_to_do)
    elif shown is not None and definition is not None:
        yield from _of_running(mapped, shown, definition, decision, facts.home.account)


def _planned(
    mapped: MappedService, service: Service | None, base: TaskDefinition | None
) -> Refusal | dict[str, str]:
    """The deployer's own refusal, or container -> image as a deployment would leave them."""
    wish = Wish("check", mapped.name, None, Order(_WHEN, _ANY), Origin.REQUEST, "slipway check", force=True)
    decision = plan(Deployment.requested(wish, _WHEN), mapped, Observation(service, _ANY, base))
    if isinstance(decision, Refusal):
        return decision
    steps = decision.steps if isinstance(decision, Plan) else ()
    return {
        name: image
        for step in steps
        if isinstance(step, Register)
        for name, image in taskdef.images(step.definition).items()
    }


def _of_running(
    mapped: MappedService, shown: Shown, base: TaskDefinition, planned: dict[str, str], account: str
) -> Iterator[Finding]:
    pinned = mapped.repository.pinned(_ANY)
    changed = [name for name, image in planned.items() if image == pinned]
    runs = base.arn.rpartition("/")[2]
    yield fine(mapped.name, "service", f"{mapped.target.cluster}/{mapped.target.service} runs {runs}")
    yield fine(mapped.name, "containers", f"the image goes into {', '.join(changed)}")
    yield from _strangers(mapped, base, changed)
    yield from _breaker(mapped, shown)
    yield from of_tasks(mapped, base, account)


def _strangers(mapped: MappedService, base: TaskDefinition, changed: list[str]) -> Iterator[Finding]:
    """Named containers that run something else now: the first deployment would replace it."""
    ours = taskdef.containers_of(base.definition, mapped.repository)
    for name in changed:
        if name not in ours:
            yield warning(
                mapped.name,
                "containers",
                f"{name} runs {taskdef.images(base.definition)[name]}, no image of {mapped.repository.name}",
                "see that ecs.container names the right one: the first deployment replaces that image",
            )


def _breaker(mapped: MappedService, shown: Shown) -> Iterator[Finding]:
    if shown.breaker and shown.rolls_back:
        yield fine(mapped.name, "circuit breaker", "ECS rolls a failed rollout back")
    elif shown.breaker or shown.alarms:
        yield warning(
            mapped.name,
            "circuit breaker",
            "ECS notices a failed rollout, but its circuit breaker does not roll back",
            _enable(mapped),
        )
    else:
        minutes = mapped.deadline // timedelta(minutes=1)
        yield warning(
            mapped.name,
            "circuit breaker",
            f"no circuit breaker: a rollout that cannot come up is only noticed at the deadline ({minutes} min), and "
            "nothing rolls it back",
            _enable(mapped),
        )


def _enable(mapped: MappedService) -> str:
    target = mapped.target
    return (
        f"aws ecs update-service --region {target.region} --cluster {target.cluster} --service {target.service} "
        "--deployment-configuration 'deploymentCircuitBreaker={enable=true,rollback=true}'"
    )
