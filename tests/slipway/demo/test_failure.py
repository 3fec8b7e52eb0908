"""What is said when the demo does not go as it must."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slipway.demo import claims
from slipway.demo.claims import UntrueError
from slipway.demo.failure import explain
from slipway.demo.watch import NotSettledError

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.demo.seen import Seen
    from slipway.demo.stage import Lines


class Logs:
    def __init__(self, *lines: str) -> None:
        self._lines = list(lines)

    def log_group(self, function: str) -> str:
        return f"/aws/lambda/slipway-{function}"

    def last_lines(self, function: str) -> list[str]:
        return [f"{function}: {line}" for line in self._lines]


def test_a_false_claim_is_told_with_what_was_expected_and_seen_and_the_log_to_look_into(
    lines: Lines, said: Callable[[], str]
) -> None:
    untrue = UntrueError("shop-api", claims.told("SUCCESSFUL"), ("SUCCESSFUL",), ("FAILED",))
    explain(untrue, Logs("AccessDenied"), lines)
    assert [line.strip() for line in said().splitlines()] == [
        "FALSE: Not so: shop-api: the commit was told SUCCESSFUL",
        "expected: ('SUCCESSFUL',)",
        "seen:     ('FAILED',)",
        "Look into the log of deployment_changed, log group /aws/lambda/slipway-deployment_changed. Its last lines:",
        "deployment_changed: AccessDenied",
    ]


def test_without_any_status_it_is_the_push_that_did_not_arrive(
    lines: Lines, said: Callable[[], str], row: Callable[..., Seen]
) -> None:
    explain(NotSettledError((row(badge=None),)), Logs(), lines)
    assert "seen:     shop-api rolling out, no status on the commit; ECS: has started 2 tasks." in said()
    assert "/aws/lambda/slipway-image_pushed" in said()
    assert "it was never invoked" in said()


def test_with_a_status_that_does_not_end_it_is_the_rollout_s_end_that_was_missed(
    lines: Lines, said: Callable[[], str], row: Callable[..., Seen]
) -> None:
    explain(NotSettledError((row(),)), Logs("quiet"), lines)
    assert "INPROGRESS on the commit" in said()
    assert "/aws/lambda/slipway-deployment_changed" in said()
