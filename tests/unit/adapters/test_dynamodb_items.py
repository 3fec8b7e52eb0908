"""How long history lies in the table."""

from __future__ import annotations

import pytest

from builders import deployment, later
from chalicelib.adapters.dynamodb_items import HISTORY_KEPT, deployment_item
from chalicelib.domain.lifecycle import State


def test_a_deployment_that_is_under_way_is_never_deleted() -> None:
    rolling = deployment().become(State.DEPLOYING, later(), "")

    assert "expires_at" not in deployment_item(deployment())
    assert "expires_at" not in deployment_item(rolling)


@pytest.mark.parametrize("state", [State.SUCCEEDED, State.FAILED, State.TIMED_OUT])
def test_a_deployment_that_has_ended_is_kept_for_more_than_a_year(state: State) -> None:
    ended = deployment().become(State.DEPLOYING, later(), "").become(state, later(2), "")

    kept_until = int((later(2) + HISTORY_KEPT).timestamp())
    assert deployment_item(ended)["expires_at"] == {"N": str(kept_until)}
    assert HISTORY_KEPT.days > 365
