"""`slipway demo`, from nothing to nothing, as a pipeline would run it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from slipway.demo.acts import ACTS
from slipway.packaging.order import ROOT

pytestmark = pytest.mark.xdist_group("demo")
AT_MOST_SECONDS = 300.0


@pytest.fixture(scope="module")
def demo() -> subprocess.CompletedProcess[str]:
    program = "from slipway.cli import main; main()"
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", program, "demo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=AT_MOST_SECONDS,
        check=False,
    )


def test_it_exits_0_having_shown_that_every_claim_of_every_act_holds(
    demo: subprocess.CompletedProcess[str],
) -> None:
    assert demo.returncode == 0, demo.stdout + demo.stderr
    for act in ACTS:
        assert f"== {act.title}" in demo.stdout
        for claim in act.claims:
            assert f"ok: {claim.says}" in demo.stdout
    assert "FALSE" not in demo.stdout


def test_it_shows_the_commit_s_badges_as_they_change(demo: subprocess.CompletedProcess[str]) -> None:
    states = ("● INPROGRESS", "✓ SUCCESSFUL", "✗ FAILED", "■ STOPPED")
    assert all(state in demo.stdout for state in states), demo.stdout


def test_it_prints_no_control_characters_where_there_is_no_terminal(
    demo: subprocess.CompletedProcess[str],
) -> None:
    assert all(line.isprintable() for line in demo.stdout.splitlines())
    assert demo.stderr == ""
