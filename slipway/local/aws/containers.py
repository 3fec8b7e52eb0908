"""The engine that runs containers and what stands in front of them, as the settings ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from slipway.local.aws.engine import StandInEngine
from slipway.local.aws.fronts import BalancedFront, NoFront
from slipway.local.aws.shapes import ServiceKey
from slipway.local.engine.host import NoEngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.local.aws.engine import Engine
    from slipway.local.aws.fronts import Front
    from slipway.local.aws.settings import Pace, Settings
    from slipway.local.balancer.balancer import Balancer
    from slipway.local.engine.host import EngineHost


@dataclass(frozen=True, slots=True)
class Containers:
    """`balancer` is None with the stand-in, behind which nothing listens."""

    engine: Engine
    front: Front
    account: str
    region: str
    balancer: Balancer | None = None

    def tell(self, poke: Callable[[ServiceKey], None]) -> None:
        """Has `poke` called for a service one of whose tasks has become healthy or unhealthy."""
        if self.balancer:
            self.balancer.on_change(
                lambda name: poke(ServiceKey(self.account, self.region, *name.split("/", 1)))
            )

    def url(self, cluster: str, service: str) -> str | None:
        """Where a service is reached, from now on; None with the stand-in."""
        return self.balancer.url(f"{cluster}/{service}") if self.balancer else None

    def urls(self) -> dict[str, str]:
        """`cluster/service` -> where it is reached."""
        return self.balancer.urls() if self.balancer else {}

    def close(self) -> None:
        if self.balancer:
            self.balancer.close()
        self.engine.close()


def containers_of(settings: Settings) -> Containers:
    """Raises `NoEngineError` if the engine that was asked for does not answer."""
    if settings.engine is None:
        return Containers(StandInEngine(settings.pace), NoFront(), settings.account, settings.region)
    return _real(settings.engine, settings.pace, settings.account, settings.region)


def _real(host: EngineHost, pace: Pace, account: str, region: str) -> Containers:
    # Only here: who runs no real containers shall neither need nor wait for what these import.
    try:
        from slipway.local.aws.pulled import pulled  # noqa: PLC0415
        from slipway.local.balancer.balancer import Balancer  # noqa: PLC0415
        from slipway.local.engine.engine import RealEngine  # noqa: PLC0415
    except ImportError as lacking:
        raise NoEngineError(
            f"Real containers need {lacking.name} in .local-aws/. Run `make install`."
        ) from lacking
    engine, balancer = RealEngine(host, pulled), Balancer()
    return Containers(engine, BalancedFront(engine, balancer, pace), account, region, balancer)
