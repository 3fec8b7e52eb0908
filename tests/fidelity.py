"""Every answer and event of every local AWS that tests start is checked for its form; the unknown fails the run.

The servers write what they find into one folder, whichever way they were started and however they end; it is read
once, at the end of the run. Registered in `conftest.py`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from deviations import Found

VARIABLE = "LOCAL_AWS_FIDELITY"
_FOLDER = pytest.StashKey[Path]()
_SAID = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Workers of pytest-xdist inherit the folder."""
    if not hasattr(config, "workerinput"):
        config.stash[_FOLDER] = Path(tempfile.mkdtemp(prefix="slipway-fidelity-"))
        os.environ[VARIABLE] = str(config.stash[_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = config.stash.get(_FOLDER, None)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    folder = session.config.stash.get(_FOLDER, None)
    if folder is None or not any(folder.iterdir()):
        return
    # Imported here: a run that starts no local AWS does not need the SDK.
    import deviations  # noqa: PLC0415

    found = deviations.read(folder)
    wrong = deviations.unknown(found, deviations.known())
    session.config.stash[_SAID] = [_summary(found, len(wrong)), *map(str, wrong)]
    if wrong:
        session.config.stash[_SAID].append(deviations.TO_DO)
        if session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _summary(found: Found, wrong: int) -> str:
    events = len({one.name for one in found.events})
    return (
        f"{len(found.operations)} operations and {events} kinds of events of the local AWS compared with AWS's own: "
        f"{len(found.deviations)} deviations, {wrong} of them unknown"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    said = config.stash.get(_SAID, [])
    if said:
        terminalreporter.section("fidelity")
        for line in said:
            terminalreporter.line(line)
