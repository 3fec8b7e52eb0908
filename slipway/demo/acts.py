"""The four acts: what happens, how it must end, and what is claimed then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from slipway.demo import claims, events
from slipway.demo.outside import PRODUCTION, REPOSITORY, STAGING

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.demo.claims import Claim
    from slipway.demo.versions import Version, Versions
    from slipway.demo.world import World


@dataclass(frozen=True, slots=True)
class Act:
    """`services` are those that move; `plays` is the version whose commit is watched, `runs` what runs in the end.

    `linger`: for so many seconds after the end it is watched that nothing more happens.
    """

    title: str
    sentence: str
    outcome: str
    plays: Callable[[Versions], Version]
    runs: Callable[[Versions], Version]
    begin: Callable[[World], None]
    claims: tuple[Claim, ...]
    services: tuple[str, ...] = STAGING
    linger: float = 0.5


def _push(plays: Callable[[Versions], Version]) -> Callable[[World], None]:
    return lambda world: world.outside.push(plays(world.versions))


def _manual_step(world: World) -> None:
    world.outside.manual_step("shop-production", world.versions.good.commit)


def _deliver_late(world: World) -> None:
    """Send the event of the late image's push as ECR sent it then; EventBridge promises no order."""
    outside = world.outside
    event = events.pushed(outside.stack, REPOSITORY, world.versions.late, world.late_pushed_at)
    outside.send(event)


ACTS = (
    Act(
        title="1 of 4: a push rolls out",
        sentence="Version 2 is pushed to ECR, and that is all anybody does: both services of staging that "
        "follow the image roll out, and the commit turns green once every task really runs it.",
        outcome="v2 runs",
        plays=lambda them: them.good,
        runs=lambda them: them.good,
        begin=_push(lambda them: them.good),
        claims=(claims.pinned(), claims.nothing_else_changed(), claims.told("INPROGRESS", "SUCCESSFUL")),
    ),
    Act(
        title="2 of 4: on to production",
        sentence="Production follows no push. Somebody presses the button of the pipeline's manual step, which asks "
        "for its commit with its own OIDC token; the very image that staging runs rolls out.",
        outcome="v2 runs",
        plays=lambda them: them.good,
        runs=lambda them: them.good,
        begin=_manual_step,
        claims=(
            claims.pinned("app"),
            claims.nothing_else_changed("app"),
            claims.told("INPROGRESS", "SUCCESSFUL"),
        ),
        services=PRODUCTION,
    ),
    Act(
        title="3 of 4: a crash is rolled back",
        sentence="Version 3 crashes soon after it starts. ECS gives up and goes back to version 2, which served "
        "all along; the commit turns red and says why, so that nobody takes it for deployed.",
        outcome="v2 runs again",
        plays=lambda them: them.crashing,
        runs=lambda them: them.good,
        begin=_push(lambda them: them.crashing),
        claims=(
            claims.runs_again("v2"),
            claims.told("INPROGRESS", "FAILED"),
            claims.reason("ECS deployment circuit breaker: tasks failed to start."),
            claims.reason("exited with code 137"),
        ),
    ),
    Act(
        title="4 of 4: late news changes nothing",
        sentence="Version 1.5 was pushed before version 2, but its event arrives only now. An older image never "
        "replaces a newer one: nothing moves, and the commit says that it was passed over.",
        outcome="nothing moved",
        plays=lambda them: them.late,
        runs=lambda them: them.good,
        begin=_deliver_late,
        claims=(claims.untouched(), claims.no_writes(), claims.told("STOPPED")),
        linger=2.0,
    ),
)
