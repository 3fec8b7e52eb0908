"""No secret is ever told: after every test, and before a local AWS ends, all that can be read is searched for canaries.

The canaries are the environment of every task definition in tests, the credentials for Bitbucket, the key of badges,
and the tokens of operators and of pipelines' steps. Registered in `conftest.py`, so it holds for the whole suite; a
test that tells one fails, and so does the last test of a session on whose local AWS one was told.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from builders import CANARY

if TYPE_CHECKING:
    from world import World

# What environment values and Bitbucket tokens begin with throughout the tests, and every JWT whose header names its
# type first, as the steps' tokens of the stand-in for Bitbucket do.
MARKS = (CANARY.partition("-")[0], "s3cret-", "eyJ0eXAi")
# Hypothesis makes a world an example: older ones are searched at once rather than kept.
KEPT = 20

_worlds: list[World] = []
_told: list[str] = []


def watch(world: World) -> None:
    """Every world of fakes registers itself here."""
    _worlds.append(world)
    if len(_worlds) > KEPT:
        _told.extend(told_by(_worlds.pop(0)))


def told_by(world: World) -> list[str]:
    """What the world's log, metrics, table and statuses say of a canary."""
    said = {
        "a log line": world.telemetry.lines,
        "a metric": (world.telemetry.counts, world.telemetry.timings),
        "a deployment in the table": world.store.history,
        "a service in the table": world.store.rows,
        "a commit status": world.statuses.posted,
    }
    return [f"{where}: {text[:500]}" for where, of in said.items() if (text := _with_canary(repr(of)))]


def _with_canary(text: str) -> str:
    """From a little before the first canary on; empty when there is none."""
    places = [place for mark in MARKS if (place := text.find(mark)) >= 0]
    return text[max(min(places) - 200, 0) :] if places else ""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    yield
    told = [*_told, *(one for world in _worlds for one in told_by(world))]
    _worlds.clear()
    _told.clear()
    assert not told, f"a canary was told in {told}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    """What a test printed or logged, the handlers that it ran in this process included."""
    report = yield
    now = [(name, of) for name, of in report.sections if name.endswith(report.when)]
    told = [f"{name}: {text[:500]}" for name, of in now if (text := _with_canary(of))]
    if told and report.passed:
        report.outcome = "failed"
        report.longrepr = f"a canary was told in {told}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Any:
    """Whatever runs for a session is searched before it ends."""
    started = yield
    if fixturedef.scope == "session":
        # Imported here: a run of unit tests needs neither the SDK nor the local stack.
        from readable import reading_of  # noqa: PLC0415

        reading = reading_of(started)
        if reading is not None:
            fixturedef.addfinalizer(partial(reading.assert_no_canary, MARKS))
    return started
