"""What one local AWS is started with."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from slipway.local.engine.host import EngineHost


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take, in seconds. The shape is that of ECS and Lambda; the clock is far faster."""

    pull: float = 0.2
    """Fetching an image, per container start."""
    steady: float = 1.0
    """How long a task must have been running before it counts as healthy and its deployment as steady."""
    doomed: float = 15.0
    """A container scripted to exit this soon after its start never counts as healthy (it crash-loops)."""
    check: float = 0.1
    """How long a second is of a health check's interval, a deregistration delay or a grace period."""
    drain: float = 0.2
    """Between the decision to stop a task and its having stopped."""
    restart: float = 2.0
    """Pause before a task that failed is replaced. Doubles with every third failure, as ECS throttles."""
    restart_most: float = 8.0
    """The longest such pause."""
    listed: float = 0.2
    """A service deployment appears in ListServiceDeployments only this long after UpdateService, as in ECS."""
    async_retry: float = 1.0
    """Before the second try of an asynchronous invocation; the third waits twice as long (Lambda: 1 and 2 minutes)."""
    integration: float = 29.0
    """How long API Gateway waits for a function (its own limit, too)."""
    environment: float = 20.0
    """How long a call waits for one of its function's environments; then there is one more than the most."""
    session: float = 3600.0
    """How long the credentials of an assumed role last, unless AssumeRole asks for something else."""
    minute: float = 60.0
    """How long a minute of a scheduled rule's `rate(N minutes)` is."""
    schedule_tick: float = 0.5
    """How often scheduled rules are looked at."""

    @classmethod
    def of(cls, changes: list[str]) -> Pace:
        """The usual pace with changes such as `steady=0.1`. Raises `ValueError` naming one that is not understood."""
        values: dict[str, float] = {}
        for change in changes:
            name, _, seconds = change.partition("=")
            known = [one.name for one in fields(cls)]
            if name not in known:
                raise ValueError(f"{name!r} is no pace; there are {', '.join(known)}")
            values[name] = float(seconds)
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Settings:
    port: int
    scratch: Path
    """Everything the process writes on disk lies here; removed at its end."""
    region: str = "us-east-1"
    account: str = "000000000000"
    pace: Pace = field(default_factory=Pace)
    state: Path | None = None
    """Where everything is kept beyond the process's end, a sudden one included; None: nowhere."""
    engine: EngineHost | None = None
    """What runs containers; None: the stand-in."""
    environments: int = 4
    """How many execution environments a function has at most; further calls wait. 0: no bound, as at Lambda."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables MiniStack reads when it is imported."""
        return {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_REGION": self.region,
            "MINISTACK_ACCOUNT_ID": self.account,
            "TMPDIR": str(self.scratch),
            "STATE_DIR": str(self.state or self.scratch / "state"),
            "PERSIST_STATE": "1" if self.state else "0",
            "S3_DATA_DIR": str(self.scratch / "s3"),
            # Servers of their own on fixed ports, which would collide between instances.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            # MiniStack looks for no engine: the stand-in takes its place, or one of ours for real containers.
            "DOCKER_HOST": f"unix://{self.scratch / 'no-docker.sock'}",
            "LAMBDA_EXECUTOR": "local",
            # Lambda's own, whatever this machine's memory: calls that wait for an environment count, too.
            "LAMBDA_ACCOUNT_CONCURRENCY": "1000",
        }
