"""What went wrong, what was expected, and where to look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from slipway.demo import view
from slipway.demo.claims import UntrueError
from slipway.demo.watch import ACT_SECONDS

if TYPE_CHECKING:
    from slipway.demo.stage import Stage
    from slipway.demo.watch import NotSettledError


class Logs(Protocol):
    """Where functions log, by their names in app.py."""

    def log_group(self, function: str) -> str: ...
    def last_lines(self, function: str) -> list[str]: ...


def explain(problem: UntrueError | NotSettledError, logs: Logs, stage: Stage) -> None:
    """Say it, with the last lines that the function in question logged."""
    if isinstance(problem, UntrueError):
        stage.truth(f"Not so: {problem}", holds=False)
        stage.note(f"  expected: {problem.expected}")
        stage.note(f"  seen:     {problem.found}")
        function = problem.function
    else:
        function = _unsettled(problem, stage)
    stage.note(f"Look into the log of {function}, log group {logs.log_group(function)}. Its last lines:")
    for line in logs.last_lines(function) or ["(it has logged nothing: it was never invoked)"]:
        stage.note(f"  {line}")


def _unsettled(problem: NotSettledError, stage: Stage) -> str:
    """Return the function that should have said more by now."""
    stage.truth(f"Not over within {ACT_SECONDS:.0f} s.", holds=False)
    stage.note("  expected: every service steady, and its status on the commit ended")
    for row in problem.last:
        badge = row.badge.state if row.badge else "no status"
        stage.note(f"  seen:     {row.service} {row.phase}, {badge} on the commit; {view.last_word(row)}")
    return "deployment_changed" if all(row.badge for row in problem.last) else "image_pushed"
