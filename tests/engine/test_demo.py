"""`slipway demo --engine docker`, from nothing to nothing: real containers, real requests, none of which fails."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from engine.asked import owners
from slipway.demo.containers.acts import ACTS
from slipway.local.engine import owner
from slipway.packaging.order import ROOT

if TYPE_CHECKING:
    from slipway.demo.containers.building import Builder
    from slipway.local.engine.host import EngineHost

pytestmark = pytest.mark.xdist_group("engine-demo")
AT_MOST_SECONDS = 240.0


@pytest.fixture(scope="module")
def demo(host: EngineHost, builder: Builder) -> subprocess.CompletedProcess[str]:  # noqa: ARG001 - its tools are there
    program = "from slipway.cli import main; main()"
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", program, "demo", "--engine", "docker"],
        cwd=ROOT,
        env={**os.environ, "DOCKER_HOST": host.url, "SLIPWAY_ENGINE_NETWORK": host.network},
        capture_output=True,
        text=True,
        timeout=AT_MOST_SECONDS,
        check=False,
    )


def test_no_request_fails_while_one_version_takes_over_from_the_other_nor_while_a_bad_one_is_rolled_back(
    demo: subprocess.CompletedProcess[str],
) -> None:
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "failures 0." in demo.stdout
    for act in ACTS:
        assert f"== {act.title}" in demo.stdout
        for claim in act.claims:
            assert f"ok: {claim.says}" in demo.stdout


def test_it_shows_who_answers_while_the_commit_s_badge_changes(
    demo: subprocess.CompletedProcess[str],
) -> None:
    lines = demo.stdout.splitlines()
    assert any("100 % v1 " in line and "failures 0" in line for line in lines), demo.stdout
    assert any("% v1, " in line and "● INPROGRESS" in line for line in lines), demo.stdout
    assert any("% v2 " in line and "✓ SUCCESSFUL" in line for line in lines), demo.stdout
    assert any("100 % v2 " in line and "✗ FAILED" in line for line in lines), demo.stdout


def test_it_leaves_nothing_behind(demo: subprocess.CompletedProcess[str], host: EngineHost) -> None:
    assert demo.returncode == 0
    assert not [one for one in owners(host) if owner.gone(one)]
