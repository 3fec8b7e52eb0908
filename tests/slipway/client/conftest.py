"""The played API, and the command in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from played_api import Played, playing
from slipway.cli import main

Slipway = Callable[..., Result]
OUTSIDE_A_PIPELINE = dict.fromkeys(
    (
        "BITBUCKET_PIPELINE_UUID",
        "BITBUCKET_STEP_UUID",
        "BITBUCKET_STEP_RUN_NUMBER",
        "BITBUCKET_STEP_OIDC_TOKEN",
    )
)


@pytest.fixture
def played() -> Iterator[Played]:
    with playing() as running:
        yield running


@pytest.fixture
def slipway(played: Played) -> Slipway:
    """Runs `slipway` with the address and a token set, and looks without a pause."""

    def run(*arguments: str, **environment: str | None) -> Result:
        known = {**OUTSIDE_A_PIPELINE, "SLIPWAY_API": played.url, "SLIPWAY_TOKEN": "t0p-secret"}
        return CliRunner().invoke(main, [*arguments, "--pause", "0"], env={**known, **environment})

    return run
