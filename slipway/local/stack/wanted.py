"""What to run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from slipway.packaging.order import DEFAULT_MAPPING, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from slipway.local.engine.host import EngineHost


@dataclass(frozen=True, slots=True)
class Wanted:
    """A local stack for a mapping; port 0 is any free one.

    `pace` sets durations of the local AWS (slipway/local/aws/settings.py), each as "NAME=SECONDS". `engine` runs
    real containers; None: the stand-in.
    """

    mapping: Path = DEFAULT_MAPPING
    aws_port: int = 0
    bitbucket_port: int = 0
    region: str = "eu-west-1"
    account: str = "123456789012"
    pace: tuple[str, ...] = ()
    engine: EngineHost | None = None
    root: Path = ROOT
