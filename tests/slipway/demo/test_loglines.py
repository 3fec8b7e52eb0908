"""The end of a function's log, as the demo quotes it."""

from __future__ import annotations

import json

import pytest

from slipway.demo.loglines import readable


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("START RequestId: 1 Version: $LATEST", []),
        ("REPORT RequestId: 1\tDuration: 3 ms", []),
        ("  ", []),
        (json.dumps({"_aws": {"Timestamp": 1}, "Deployments": [1.0]}), []),
        ("Traceback (most recent call last):", ["Traceback (most recent call last):"]),
        ("[1]", ["[1]"]),
        (
            json.dumps(
                {"level": "INFO", "message": "it ended", "xray": "1", "state": "failed", "reason": "why"}
            ),
            ["INFO it ended; state: failed; reason: why"],
        ),
    ],
)
def test_what_tells_something_is_kept_and_cut_down_to_that(line: str, told: list[str]) -> None:
    assert readable([line]) == told
