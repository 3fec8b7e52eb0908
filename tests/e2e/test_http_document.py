"""docs/http.md: what it tells people to type works as it stands, and leaves no route out."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chalicelib.api.operations import OPERATIONS
from http_api import Api
from local_stack import image
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from journey import Journey
    from slipway.local.stack.stack import Stack

pytestmark = pytest.mark.xdist_group("packaged-stack")
SERVICE = "shop-api-production"
DOCUMENT = (Path(__file__).parents[2] / "docs/http.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
COMMIT = "1f2e3d4c5b6a79880716253443526170f8e9dacb"
CALLS = "\n".join(block for block in BLOCKS if "curl " in block)
# The document shows a refusal there, all else has to be accepted.
REFUSED = re.compile(r"curl -sS(?=.*/stop)")
ACCEPTED = re.compile(r"curl -sS")


def test_every_command_of_the_document_is_accepted(
    stack: Stack, journey: Callable[[str], Journey], tmp_path: Path
) -> None:
    assert stack.api is not None
    ours, api = journey(SERVICE), Api(stack.api, stack.operator_token)
    ours.aws.push(SERVICE, image("before"), "before")
    api("POST", f"/services/{SERVICE}/deployments", {"tag": "before"})
    eventually(
        lambda: api("GET", f"/services/{SERVICE}").json["state"] == "succeeded", "a deployment to go back to"
    )
    ours.aws.push(SERVICE, image("now"), COMMIT)

    script = REFUSED.sub("curl --silent --write-out 'refused with %{http_code}'", CALLS)
    script = ACCEPTED.sub("curl --silent --show-error --fail-with-body", script)
    ran = subprocess.run(  # noqa: S603  the project's own document
        ["/bin/sh", "-eux", "-c", script],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "SLIPWAY_API": stack.api, "SLIPWAY_TOKEN": stack.operator_token},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=180,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout
    assert '"state": "succeeded"' in ran.stdout
    assert "refused with 409" in ran.stdout
    assert (tmp_path / "badge.svg").read_text().startswith("<svg")


@pytest.mark.parametrize("path", sorted({one.route.path for one in OPERATIONS}))
def test_every_route_is_called(path: str) -> None:
    shown = CALLS.replace("$service", f"/services/{SERVICE}").replace("$id", "id")
    shown = shown.replace('"$badge"', "/badges/b.svg").replace("sed 's/\\.svg/.json/'", "/badges/b.json")
    pattern = re.sub(r"\\\{\w+\\\}", "[A-Za-z0-9-]+", re.escape(path))

    assert re.search(rf"{pattern}[\s\"?)]", shown)
