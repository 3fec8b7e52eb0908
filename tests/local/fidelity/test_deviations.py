"""What is found is either known, with a reason, or fails the run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import deviations
from deviations import Deviation, Found, Known

TESTS = Path(__file__).parents[2]
KNOWN = Known("lambda:*", "enum", "*ReasonCode", "since it does no harm", "''")
LINE = {"service": "ecs", "operation": "DescribeTasks", "kind": "unknown", "member": "colour", "note": ""}


@pytest.mark.parametrize(
    ("found", "known"),
    [
        (Deviation("lambda:GetFunction", "enum", "Configuration.StateReasonCode", "''"), True),
        (Deviation("lambda:GetFunction", "enum", "Configuration.StateReasonCode", "'Bored'"), False),
        (Deviation("lambda:GetFunction", "type", "Configuration.StateReasonCode", "''"), False),
        (Deviation("lambda:GetFunction", "enum", "Configuration.State", "''"), False),
        (Deviation("ecs:DescribeTasks", "enum", "tasks[].ReasonCode", "''"), False),
    ],
)
def test_a_known_deviation_is_known_by_place_kind_member_and_note(found: Deviation, *, known: bool) -> None:
    assert deviations.unknown(Found(deviations={found}), [KNOWN]) == ([] if known else [found])


def test_brackets_in_members_stand_for_themselves() -> None:
    known = Known("ecs:*", "unknown", "tasks[].x", "since")
    assert known.covers(Deviation("ecs:DescribeTasks", "unknown", "tasks[].x"))
    assert not known.covers(Deviation("ecs:DescribeTasks", "unknown", "tasks.x"))


def test_every_known_deviation_says_why_it_does_no_harm() -> None:
    assert all(len(one.reason) > 20 for one in deviations.known())


def test_a_line_that_a_sudden_end_cut_off_is_passed_over(tmp_path: Path) -> None:
    whole = json.dumps({"finding": LINE})
    (tmp_path / "a.jsonl").write_text(f"{whole}\n{whole[:20]}")
    assert deviations.read(tmp_path).deviations == {Deviation("ecs:DescribeTasks", "unknown", "colour")}


def run_of(folder: Path, *lines: object) -> subprocess.CompletedProcess[str]:
    """A run of pytest whose only test passes, while a local AWS tells these lines."""
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "test_it.py").write_text(
        "import os, pathlib\n"
        "def test_it():\n"
        f"    (pathlib.Path(os.environ['LOCAL_AWS_FIDELITY']) / 'a.jsonl').write_text({text!r})\n"
    )
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "fidelity", str(folder)]
    surroundings = {
        **os.environ,
        "PYTHONPATH": f"{TESTS}:{TESTS.parent}",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    return subprocess.run(  # noqa: S603 - pytest itself
        command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False, timeout=60
    )


def test_an_unknown_deviation_fails_the_run_and_says_what_to_do(tmp_path: Path) -> None:
    run = run_of(tmp_path, {"operation": "ecs:DescribeTasks"}, {"finding": LINE})
    assert run.returncode == 1
    assert "1 passed" in run.stdout
    assert "ecs:DescribeTasks: unknown colour" in run.stdout
    assert deviations.TO_DO in run.stdout


def test_a_run_without_one_succeeds(tmp_path: Path) -> None:
    run = run_of(tmp_path, {"operation": "ecs:DescribeTasks"})
    assert run.returncode == 0
    assert "1 operations and 0 kinds of events" in run.stdout
