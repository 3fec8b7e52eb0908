"""What each function has loaded once Lambda has initialised it: all that its runs need, and nothing of the others'."""

from __future__ import annotations

import subprocess
import sys

import pytest

from slipway.packaging.order import ROOT

SDK, SIGNATURES, API = "boto3", "cryptography", "chalicelib.api.operations"
LOADED = f"import sys, app; print(*sorted({{{SDK!r}, {SIGNATURES!r}, {API!r}}} & sys.modules.keys()))"


@pytest.mark.parametrize(
    ("handler", "loaded"),
    [
        ("app.image_pushed", {SDK}),
        ("app.deployment_changed", {SDK}),
        ("app.sweep", {SDK}),
        ("app.app", {SDK, API}),
        ("app.authorize", {SIGNATURES}),
    ],
)
def test_a_function_has_loaded_what_it_needs_before_its_first_event(handler: str, loaded: set[str]) -> None:
    ran = subprocess.run(  # noqa: S603  this very Python, and a program written above
        [sys.executable, "-c", LOADED],
        env={"PYTHONPATH": str(ROOT), "_HANDLER": handler, "AWS_DEFAULT_REGION": "eu-west-1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert set(ran.stdout.split()) == loaded
